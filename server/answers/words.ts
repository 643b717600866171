export type Word = {
  /** Lower case, without accents. */
  text: string
  /** Where the word begins in the message as it was typed. */
  at: number
}

/** Most words: nothing in them but the case can need folding. */
const PLAIN = /^[\w'.,:?-]*$/u

/** Lower case, without accents, with one kind of quote and white space; the length may differ from the input. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .toLowerCase()
    .replace(/ij/gu, 'ij')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/gu, '')
    .replace(/[‘’‚‛′`´]/gu, "'")
    .replace(/[“”„‟«»″]/gu, '"')
    .replace(/\s+/gu, ' ')
    .trim()
}

const WORD = /\p{L}[\p{L}\p{M}'’]*|\p{N}+(?:[.,:]\p{N}+)*|€|\?/gu

/** No Dutch word that anybody types is longer; what is would only cost time. */
const LONGEST_WORD = 40

/** The words of a message in order; numbers, the euro sign and question marks count as words. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0].slice(0, LONGEST_WORD)).replace(/^'+|'+$/gu, '')
    if (word) words.push({ text: squeeze(word), at: match.index })
  }
  return words
}

/** "helpppp" and "heeeel" lose the letters that no Dutch word has three times in a row. */
function squeeze(word: string): string {
  return word.replace(/(\p{L})\1{2,}/gu, '$1$1')
}
