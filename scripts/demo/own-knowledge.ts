import { publish } from '../../server/knowledge/publish.ts'
import type { StaffMember } from '../../server/staff/staff-member.ts'
import type { Stage } from './play.ts'

const ENTRY = 'wlz.kosten'
const AGREEMENT = 'wlz-oco-2024'
const TEXT = 'Bij De Wegwijzer kost de hulp u niets. Een cliëntondersteuner vraagt u ook nooit om geld.'
const PHRASINGS = ['moet ik de wegwijzer zelf betalen', 'krijg ik een rekening van de wegwijzer']

/** The coordinator says in the organisation's own words what a conversation costs, on the same clause. */
export async function publishOwnWords(
  { desk, assistant }: Stage,
  coordinator: StaffMember,
  now: Date,
): Promise<void> {
  const engine = assistant.engine()
  const common = engine.knowledge.entries.find(({ id }) => id === ENTRY)!
  const { cite } = common.answers.find(({ agreements }) => agreements.includes(AGREEMENT))!
  await publish(
    desk,
    coordinator,
    engine,
    {
      basedOn: 0,
      name: ENTRY,
      topic: common.topic,
      question: common.question,
      answers: [
        { agreements: [AGREEMENT], text: TEXT, cite: cite.map(({ section, quote }) => ({ section, quote })) },
      ],
      silent: {},
      phrasings: PHRASINGS,
    },
    now,
  )
}
