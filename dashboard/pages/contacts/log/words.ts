import en from '../../../../locales/log.en.json' with { type: 'json' }
import nl from '../../../../locales/log.nl.json' with { type: 'json' }
import { wordsOf } from '../../../words.ts'

export type LogKey = keyof typeof nl
export const l = wordsOf<LogKey>({ nl, en })

/** The text under a key, or else the name itself: an organisation may have topics of its own. */
export const wordOr = (key: string, otherwise: string): string => (key in nl ? l(key as LogKey) : otherwise)

export const topicName = (topic: string) => wordOr(`topic.${topic}`, topic)

export const serviceName = (agreementId: string | null, service: string | null) =>
  service === null ? l('service.none') : wordOr(`service.${agreementId}:${service}`, service)
