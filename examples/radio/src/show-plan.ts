/** One part of a show, as the form makes it. */
export interface Segment {
  readonly title: string
  readonly kind: string
  /** Minutes. */
  readonly duration: number
  readonly notes: string
}

/** A running order. */
export interface ShowPlan {
  readonly title: string
  readonly type: string
  readonly date: string
  readonly time: string
  readonly description: string
  readonly segments: readonly Segment[]
}

const texts = (value: object, names: readonly string[], longest: number) =>
  names.every((name) => {
    const text: unknown = Reflect.get(value, name)
    return typeof text === 'string' && text.length <= longest
  })

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isSegment = (value: unknown): value is Segment => {
  if (!isObject(value) || !texts(value, ['title', 'kind', 'notes'], 2000)) return false
  const { duration } = value as Segment
  return Number.isInteger(duration) && duration >= 1 && duration <= 600
}

/** Whether somebody sent a whole running order, and not too much of it. */
export function isShowPlan(value: unknown): value is ShowPlan {
  if (!isObject(value) || !texts(value, ['title', 'type', 'date', 'time', 'description'], 5000)) return false
  const { title, date, time, segments } = value as ShowPlan
  if (title.trim() === '' || title.length > 200) return false
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return false
  return Array.isArray(segments) && segments.length <= 100 && segments.every(isSegment)
}
