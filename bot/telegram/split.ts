import type { MessageEntity } from 'grammy/types'

export type Text = { text: string; entities: MessageEntity[] }

/** What Telegram takes in one message, counted as it counts: in UTF-16 units. */
export const LONGEST_MESSAGE = 4096

/** Where a text is best cut, from best to worst; each gives the place after which the next part begins. */
const CUTS = [/\n\s*\n/gu, /\n/gu, /[.!?…][)"'’”]?\s/gu, /\s/gu]

/** Splits a text in parts that Telegram takes: between paragraphs, else lines, else sentences, else words. */
export function split({ text, entities }: Text, longest = LONGEST_MESSAGE): Text[] {
  const parts: Text[] = []
  let from = startOf(text, 0)
  while (from < text.length) {
    const to = text.length - from <= longest ? text.length : cutWithin(text, from, longest)
    const part = text.slice(from, to).trimEnd()
    if (part) parts.push({ text: part, entities: within(entities, from, from + part.length) })
    from = startOf(text, to)
  }
  return parts
}

/** Telegram drops the white space that a message begins with. */
const startOf = (text: string, from: number) => text.length - text.slice(from).trimStart().length

function cutWithin(text: string, from: number, longest: number): number {
  // The white space after a part is not sent, so it may stand beyond the limit.
  const beyond = text.slice(from, from + longest + 2)
  const fits = ({ 0: found, index }: RegExpExecArray) => index + found.trimEnd().length <= longest
  for (const cut of CUTS) {
    const last = [...beyond.matchAll(cut)].findLast(fits)
    if (last && last.index > 0) return from + last.index + last[0].length
  }
  const window = beyond.slice(0, longest)
  // The two halves of one character stay together.
  const splitsPair = /[\uD800-\uDBFF]$/.test(window)
  return from + longest - (splitsPair ? 1 : 0)
}

function within(entities: readonly MessageEntity[], from: number, to: number): MessageEntity[] {
  return entities.flatMap((entity) => {
    const start = Math.max(entity.offset, from)
    const end = Math.min(entity.offset + entity.length, to)
    return end > start ? [{ ...entity, offset: start - from, length: end - start }] : []
  })
}
