import en from '../../../locales/knowledge.en.json' with { type: 'json' }
import nl from '../../../locales/knowledge.nl.json' with { type: 'json' }
import { wordsOf } from '../../words.ts'

export type KnowledgeKey = keyof typeof nl
export const k = wordsOf<KnowledgeKey>({ nl, en })

/** A topic as it stands in the knowledge, as people write it. */
export const topicName = (topic: string) => topic[0]!.toUpperCase() + topic.slice(1).replaceAll('-', ' ')
