import { randomUUID } from 'node:crypto'
import type { Message } from '../../server/conversations/messages.ts'
import { clientOf, type Door } from './client.ts'
import type { Staff } from './staff.ts'

/** A question of common knowledge, in words that the assistant does not take for it. */
export const ASKED_OTHERWISE = 'Hoe snel moet ik afbellen als de oppas ziek is?'

/** The entry that answers it. */
export const CANCELLING = 'annulering.termijn'

/** A question that the common knowledge does not have, with what the agreement says about it. */
export const ABOUT_THE_DOG = {
  name: null,
  topic: 'plichten',
  question: 'Moet ik mijn hond opsluiten als de begeleider komt?',
  answers: [
    {
      agreements: ['magentazorg-wmo-2020'],
      text: 'Vraagt de begeleider dat? Doe het dan. U werkt mee als dat nodig is voor de hulp.',
      cite: [
        {
          section: '2',
          quote:
            'De cliënt geeft de aanbieder naar beste weten de inlichtingen en de medewerking die redelijkerwijs nodig is voor de uitvoering van de overeenkomst.',
        },
      ],
    },
  ],
  silent: {},
  phrasings: ['Mag de hond los lopen als jullie er zijn?'],
}

/** One question by a new client of an organisation, and what he is told. */
export async function toldTo(app: Door, organisation: string, text: string): Promise<Message> {
  const client = clientOf(app)
  const chat = await client.start(organisation)
  const { body } = await client.say(chat, { clientMessageId: randomUUID(), text })
  return body.messages.at(-1)
}

/** The entry as the coordinator has it before her, with these changes. */
export async function edited(coordinator: Staff, name: string, changes: object) {
  const { body } = await coordinator.call('GET', `/api/v1/desk/knowledge/${name}`)
  return { ...body.own, name, basedOn: body.version, ...changes }
}

export const publishing = (coordinator: Staff, wanted: object) =>
  coordinator.call('POST', '/api/v1/desk/knowledge/versions', wanted)
