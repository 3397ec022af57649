import { type ChangeEvent, useId, useState } from 'react'
import { t } from '../texts/index.ts'

const SIDE = 96
/** What a profile can hold of it. */
const LONGEST = 6500

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
}

/** A photo, cut square and made small here: no upload, no other place where pictures are kept. */
export function PhotoField({ value, onChange, error }: Props) {
  const id = useId()
  const [isWrong, setWrong] = useState(false)
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    event.target.value = ''
    if (!file) return
    try {
      onChange(await small(file))
      setWrong(false)
    } catch {
      setWrong(true)
    }
  }
  const wrong = isWrong ? t.signup.photoWrong : error
  return (
    <div className="field">
      <label htmlFor={id}>
        {t.fields.photo}
        <span className="soft"> ({t.optional})</span>
      </label>
      <div className="photo">
        {value ? (
          <img className="avatar large" src={value} alt="" />
        ) : (
          <span className="avatar large" aria-hidden="true" />
        )}
        <div className="photo-in">
          <input id={id} type="file" accept="image/*" onChange={choose} aria-describedby={`${id}-hint`} />
          {value && (
            <button type="button" className="quiet" onClick={() => onChange('')}>
              {t.signup.photoRemove}
            </button>
          )}
        </div>
      </div>
      <p className={wrong ? 'wrong' : 'hint'} id={`${id}-hint`}>
        {wrong ?? t.signup.photoHint}
      </p>
    </div>
  )
}

async function small(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file)
  const side = Math.min(picture.width, picture.height)
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE })
  const at = [(picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, SIDE, SIDE] as const
  canvas.getContext('2d')?.drawImage(picture, ...at)
  for (const quality of [0.85, 0.7, 0.5, 0.3]) {
    const url = canvas.toDataURL('image/jpeg', quality)
    if (url.length <= LONGEST) return url
  }
  throw new RangeError('the picture cannot be made small enough')
}
