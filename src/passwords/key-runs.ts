// Each line is read in both directions. Rows are those of QWERTY, AZERTY and QWERTZ keyboards, plain and shifted.
const lines = [
  'abcdefghijklmnopqrstuvwxyzabc',
  '0123456789012',
  ...['1234567890-=', '!@#$%^&*()_+', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./'],
  ...['&é"\'(-è_çà)=', '1234567890°+', 'azertyuiop^$', 'qsdfghjklmù*', 'wxcvbn,;:!'],
  ...['qwertzuiopü+', 'asdfghjklöä#', 'yxcvbnm,.-'],
  // columns and blocks of keys
  ...['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.', '1aqw2zsx3edc4rfv5tgb6yhn7uj,8ik;9ol:', '1qay2wsx3edc4rfv5tgb6zhn7ujm'],
  ...['qazwsxedcrfvtgbyhnujmikolp', 'aqwzsxedcrfvtgbyhnuj', 'qaywsxedcrfvtgbzhnujm', 'qazxswedcvfrtgbnhyujm'],
  ...['123qweasdzxc', '123azeqsdwxc', '1234qwerasdfzxcv', '1234azerqsdfwxcv', 'qwertasdfgzxcvb', 'azertqsdfgwxcvb'],
  // to and fro between two rows
  ...['1q2w3e4r5t6y7u8i9o0p', '1a2z3e4r5t6y7u8i9o0p', 'qawsedrftgyhujikolp', 'aqzsedrftgyhujikolpm'],
  ...['a1b2c3d4e5f6g7h8i9j0', '1a2b3c4d5e6f7g8h9i0j', 'aabbccddeeffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz'],
  // the number pad, and what is counted with it
  ...['789456123', '147258369', '159357', '321654987', '13579', '02468', '010203040506070809'],
  ...['00112233445566778899', '000111222333444555666777888999', '1122333444455555'],
]

const run = 4

const known = new Set(
  lines.flatMap((line) => {
    const back = [...line].reverse().join('')
    return [line, back].flatMap((way) =>
      Array.from({ length: way.length - run + 1 }, (_, at) => way.slice(at, at + run)),
    )
  }),
)

/**
 * For each position, whether four neighbours of one line, or four equal characters, begin there. Lower case is
 * expected.
 */
export function findRuns(chars: readonly string[]): boolean[] {
  return chars.map((char, at) => {
    const four = chars.slice(at, at + run)
    return four.length === run && (known.has(four.join('')) || four.every((other) => other === char))
  })
}

/**
 * Where the runs that begin at `from` may end: every character from `from` up to there stands in one of them. A run may
 * turn on its last character (`12343210`), and another may follow at once (`qwertyuiop1234`).
 */
export function runEnds(runs: readonly boolean[], from: number): number[] {
  const ends: number[] = []
  let last = from
  for (let end = from + run; end <= runs.length && end - last <= run; end += 1) {
    if (!runs[end - run]) continue
    ends.push(end)
    last = end
  }
  return ends
}
