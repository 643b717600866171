/** How hard a text is to read, by the proxies that can be computed. */
export type ReadingLevel = {
  /** Flesch-Douma: 206.835 - 0.93 x words per sentence - 77 x syllables per word; 60 and up is plain. */
  fleschDouma: number
  longestSentence: number
}

/** Words are letters with hyphens and apostrophes inside; a number counts as one word of one syllable. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’.,:@-]*/gu
const VOWELS = /ij|ie|oei|aai|ooi|eeuw|ieuw|oe|ou|au|eu|ui|ei|aa|ee|oo|uu|[aeiouy]/gu

export function readingLevel(text: string): ReadingLevel {
  const sentences = sentencesOf(text).map(({ words }) => words)
  const words = sentences.flat()
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0)
  return {
    fleschDouma: 206.835 - (0.93 * words.length) / sentences.length - (77 * syllables) / words.length,
    longestSentence: Math.max(...sentences.map((sentence) => sentence.length)),
  }
}

export function sentencesOf(text: string): { sentence: string; words: string[] }[] {
  return text
    .split(/(?<=[.!?])\s+/u)
    .map((sentence) => ({ sentence, words: sentence.match(WORD) ?? [] }))
    .filter(({ words }) => words.length > 0)
}

/** A trema begins a new syllable: "cliënt" has two. */
function syllablesIn(word: string): number {
  const parts = word
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äëïöü]/gu, (letter) => ` ${letter.normalize('NFD')[0]}`)
  return Math.max(1, parts.match(VOWELS)?.length ?? 0)
}
