import { z } from 'zod'
import type { Source } from './sources.ts'

const agreementId = z.string().min(1)

const answerSchema = z.strictObject({
  /** The agreements under which this answer and each of its quotes hold. */
  agreements: z.array(agreementId).min(1),
  text: z.string().min(1),
  cite: z.array(z.strictObject({ section: z.string().min(1), quote: z.string().min(1) })).min(1),
  /** A day counted from one that the client names; the text says {{from}} and {{to}} and shows the step. */
  count: z
    .strictObject({
      days: z.int(),
      /** On which side of today the named day has to lie to be the one that is counted from. */
      since: z.enum(['past', 'future']),
      text: z.string().includes('{{from}}').includes('{{to}}'),
    })
    .optional(),
})

const silenceSchema = z.record(agreementId, z.string().min(1))

const entrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+\.[a-z0-9-]+$/u),
  question: z.string().min(1),
  related: z.array(z.string()).default([]),
  answers: z.array(answerSchema).min(1),
  silent: silenceSchema.default({}),
})

export const topicSchema = z.strictObject({
  topic: z.string().min(1),
  silent: silenceSchema.default({}),
  entries: z.array(entrySchema).min(1),
})

export const languageSchema = z.strictObject({
  concepts: z.record(z.string(), z.array(z.string())),
  aspects: z.record(z.string(), z.array(z.string())),
  spelling: z.record(z.string(), z.string()),
})

export const organisationSchema = z.strictObject({
  slug: z.string().regex(/^[a-z0-9-]+$/u),
  name: z.string().min(1),
  kind: z.enum(['care_provider', 'client_support']),
  /** Other ways in which clients write the name. */
  aliases: z.array(z.string()).default([]),
  /** The sites that may show its chat; without it any site may. */
  origins: z.array(z.url()).optional(),
  agreements: z
    .array(z.strictObject({ id: agreementId, binds_from: z.iso.date(), binds_to: z.iso.date().nullable() }))
    .min(1),
})

export const municipalitiesSchema = z.strictObject({
  aliases: z.record(z.string(), z.string()),
  ordinary_words: z.array(z.string()),
})

export const crisisSchema = z.strictObject({
  dangers: z.record(
    z.enum(['life', 'suicide', 'violence', 'child']),
    z.strictObject({ signs: z.array(z.string()), text: z.string(), text_en: z.string() }),
  ),
  /** Alarming words in a setting without danger. */
  harmless: z.array(z.string()),
})

const LONGEST_TEXT = 5000
const ownText = z.string().trim().min(1).max(LONGEST_TEXT)

/** What an organisation says itself of an entry; what it leaves out stays as the common knowledge has it. */
export const ownVersionSchema = z.strictObject({
  id: entrySchema.shape.id,
  topic: z.string().min(1),
  question: z.string().trim().min(1).max(300),
  answers: z
    .array(
      z.strictObject({
        agreements: z.tuple([agreementId]),
        text: ownText,
        cite: z.array(z.strictObject({ section: z.string().min(1), quote: ownText })).max(20),
      }),
    )
    .max(20),
  silent: z.record(agreementId, ownText),
  phrasings: z.array(z.string().trim().min(1).max(500)).max(200),
  /** Why its texts may be harder to read than we want. */
  hardBecause: z.string().trim().min(1).max(500).optional(),
})

export type OwnVersion = z.infer<typeof ownVersionSchema>
export type Answer = z.infer<typeof answerSchema>
export type Entry = z.infer<typeof entrySchema> & { topic: string }
export type Language = z.infer<typeof languageSchema>
export type Municipalities = z.infer<typeof municipalitiesSchema>
export type Crisis = z.infer<typeof crisisSchema>
export type Organisation = z.infer<typeof organisationSchema>

/** Parts the turns of a conversation that is written as one phrasing. */
export const BETWEEN_TURNS = ' // '

/** A message that somebody might type, what it asks, and the kind of writer it came from. */
export type Phrasing = { asks: string; text: string; writer: string }

/** All that the assistant may know. */
export type Knowledge = {
  sources: Source[]
  entries: Entry[]
  phrasings: Phrasing[]
  language: Language
  organisations: Organisation[]
  municipalities: Municipalities
  crisis: Crisis
}
