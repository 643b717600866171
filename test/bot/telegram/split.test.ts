import { expect, it } from 'vitest'
import { split } from '../../../bot/telegram/split.ts'

const textsOf = (text: string, longest: number) =>
  split({ text, entities: [] }, longest).map((part) => part.text)

it.each([
  ['between paragraphs', 'Een zin. Twee.\n\nDrie zin.', 20, ['Een zin. Twee.', 'Drie zin.']],
  ['else between lines', 'Een zin. Twee.\nDrie zin.', 20, ['Een zin. Twee.', 'Drie zin.']],
  ['else between sentences', 'Een zin. Twee zinnen. Drie.', 22, ['Een zin. Twee zinnen.', 'Drie.']],
  ['else between words', 'een twee drie vier', 10, ['een twee', 'drie vier']],
  ['else anywhere', 'abcdefghijkl', 5, ['abcde', 'fghij', 'kl']],
])('a long text is cut %s', (_, text, longest, parts) => {
  expect(textsOf(text, longest)).toEqual(parts)
})

it('a text that fits stays whole', () => {
  expect(textsOf('a\n\nb', 4)).toEqual(['a\n\nb'])
})

it('the two halves of one character stay together', () => {
  const parts = textsOf('😀'.repeat(9), 5)
  expect(parts.every((part) => part.isWellFormed() && part.length <= 5)).toBe(true)
  expect(parts.join('')).toBe('😀'.repeat(9))
})

it('what is bold or quoted stays so in every part that it reaches into', () => {
  const text = 'kop\n\nquote one\n\nquote two'
  const quote = { type: 'blockquote', offset: 5, length: 20 } as const
  expect(split({ text, entities: [{ type: 'bold', offset: 0, length: 3 }, quote] }, 15)).toEqual([
    {
      text: 'kop\n\nquote one',
      entities: [
        { type: 'bold', offset: 0, length: 3 },
        { type: 'blockquote', offset: 5, length: 9 },
      ],
    },
    { text: 'quote two', entities: [{ type: 'blockquote', offset: 0, length: 9 }] },
  ])
})

it('nothing but white space is no message', () => {
  expect(textsOf(' \n\n ', 10)).toEqual([])
})
