export type Option = { id: string; word: string; title: string; inserts: string }

const MOST_SHOWN = 8

/** The word that is being typed after the sign, when the caret stands at the end of one. */
export function begunWord(text: string, caret: number, sign: '/' | '@') {
  const found = new RegExp(`(?:^|\\s)[${sign}]([\\p{L}\\d-]*)$`, 'u').exec(text.slice(0, caret))
  return found ? { start: caret - found[1]!.length - 1, word: found[1]!.toLowerCase() } : null
}

export function matching(options: readonly Option[], word: string): Option[] {
  const starts = options.filter((option) => option.word.toLowerCase().startsWith(word))
  const names = options.filter(
    (option) => !starts.includes(option) && option.title.toLowerCase().includes(word),
  )
  return [...starts, ...names].slice(0, MOST_SHOWN)
}
