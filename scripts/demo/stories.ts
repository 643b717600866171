import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.string().min(1)
const when = z.union([
  z.strictObject({ daysAgo: z.number(), at: z.string().regex(/^\d\d:\d\d$/u) }),
  /** Of the time in which people are there: two days of eight hours are the whole term. */
  z.strictObject({ workingHoursAgo: z.number() }),
  z.strictObject({ minutesAgo: z.number() }),
])

const turn = z.union([
  z.strictObject({ client: words }),
  /** The client wrote this while the assistant was out of order. */
  z.strictObject({ failing: words }),
  z.strictObject({ person: z.literal(true) }),
  z.strictObject({ thumb: z.enum(['up', 'down']) }),
  z.strictObject({ withdraw: z.literal(true) }),
  z.strictObject({ rating: z.int().min(1).max(5), comment: words.optional() }),
  z.strictObject({ by: words, claim: z.literal(true) }),
  z.strictObject({ by: words, reply: words }),
  z.strictObject({ by: words, note: words, mentions: z.array(words).default([]) }),
  z.strictObject({ by: words, transfer: words, reason: words }),
  z.strictObject({ by: words, refer: z.enum(['zorgkantoor', 'other_oco']), text: words }),
  z.strictObject({ by: words, snoozeHours: z.number() }),
  z.strictObject({ by: words, handBack: z.literal(true) }),
  z.strictObject({ by: words, draft: words }),
  z.strictObject({
    by: words,
    close: z.enum(['answered', 'referred', 'withdrawn', 'unreachable', 'other']),
    note: words.optional(),
  }),
])

const story = z.strictObject({
  when,
  locale: z.enum(['nl', 'en']).default('nl'),
  channel: z.enum(['widget', 'telegram']).default('widget'),
  name: words.nullable().default(null),
  reach: words.nullable().default(null),
  turns: z.array(turn).min(1),
})

/** A question of the past half year, answered by the assistant, or by a person when there is a `reply`. */
const pastQuestion = z.strictObject({
  ask: z.array(words).min(1),
  reply: words.optional(),
  name: words.optional(),
  thanks: words.optional(),
  rating: z.int().optional(),
  comment: words.optional(),
  result: z.enum(['answered', 'referred', 'unreachable', 'other']).default('answered'),
  locale: z.enum(['nl', 'en']).default('nl'),
})

const person = z.strictObject({
  name: words,
  role: z.enum(['supporter', 'coordinator', 'administrator']),
  team: words.optional(),
  isAbsent: z.boolean().default(false),
})

const organisation = z.strictObject({
  people: z.array(person),
  cannedReplies: z.array(z.strictObject({ shortcut: words, title: words, text: words })),
  now: z.array(story),
  past: z.array(pastQuestion),
  /** How many times over the questions of the past were asked. */
  rounds: z.int().positive().default(1),
})

export type Turn = z.infer<typeof turn>
export type Story = z.infer<typeof story> & { staffTakesMinutes?: number }
export type Person = z.infer<typeof person>
export type Demonstration = z.infer<typeof organisation>

export const slugs = ['magentazorg', 'zonl', 'de-wegwijzer'] as const
export type Slug = (typeof slugs)[number]

/** What happens at an organisation in the demonstration. */
export async function demonstrationOf(slug: Slug): Promise<Demonstration> {
  const file = await readFile(new URL(`${slug}.yaml`, import.meta.url), 'utf8')
  return organisation.parse(parse(file))
}

/** Most react within the day; the one of three days is too late. */
const STAFF_TAKES_MINUTES = [25, 95, 40, 180, 12, 1500, 70, 260, 4400, 130, 55]

const DAYS = 178
/** Until so many days ago; what is younger stands in the stories of now. */
const NEWEST_DAYS = 5

/** The questions of the past as stories, spread over half a year and over those who were there. */
export function pastStories({ past: once, people, rounds }: Demonstration): Story[] {
  const past = Array.from({ length: rounds }, () => once).flat()
  const supporters = people.filter(({ role }) => role === 'supporter').map(({ name }) => firstNameOf(name))
  return past.map((each, i) => {
    const by = supporters[i % supporters.length]!
    const { ask, reply, thanks, rating, comment, result } = each
    const asked: Turn[] = ask.map((client) => ({ client }))
    const answered: Turn[] = reply
      ? [
          { person: true },
          { by, reply },
          ...(thanks ? [{ client: thanks }, { by, reply: closingWords[each.locale] }] : []),
          { by, close: result },
          ...(rating ? [{ rating, ...(comment && { comment }) }] : []),
        ]
      : []
    return {
      when: {
        daysAgo: Math.round(NEWEST_DAYS + ((past.length - i) / past.length) * (DAYS - NEWEST_DAYS)),
        at: `${String(8 + ((i * 5) % 13)).padStart(2, '0')}:${String((i * 17) % 60).padStart(2, '0')}`,
      },
      locale: each.locale,
      channel: i % 4 === 3 ? 'telegram' : 'widget',
      name: each.name ?? null,
      reach: null,
      turns: [...asked, ...answered],
      staffTakesMinutes: STAFF_TAKES_MINUTES[i % STAFF_TAKES_MINUTES.length]!,
    }
  })
}

const closingWords = {
  nl: 'Graag gedaan. Komt er nog iets bij u op, dan kunt u hier gewoon weer schrijven.',
  en: 'You are welcome. If anything else comes up, just write here again.',
}

export const firstNameOf = (name: string) => name.split(' ')[0]!
