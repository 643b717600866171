import { PGlite } from '@electric-sql/pglite'
import { vote, VOTERS, type Peer, type Ranked } from './peer.ts'

const SCHEMA = `
  CREATE TABLE documents (
    asks text NOT NULL,
    agreements text[] NOT NULL,
    text text NOT NULL,
    words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('dutch', text)) STORED
  )`

const FILL = `
  INSERT INTO documents (asks, agreements, text)
  SELECT each->>'asks', ARRAY(SELECT jsonb_array_elements_text(each->'agreements')), each->>'text'
  FROM jsonb_array_elements($1::jsonb) AS each`

/** Any of the words will do; 1 divides the rank by the logarithm of the document's length. */
const SEARCH = `
  SELECT asks, ts_rank_cd(words, query, 1) AS score
  FROM documents, CAST(replace(plainto_tsquery('dutch', $1)::text, '&', '|') AS tsquery) AS query
  WHERE words @@ query AND $2 = ANY (agreements)
  ORDER BY score DESC, text
  LIMIT ${VOTERS}`

export const postgresql: Peer = {
  name: 'PostgreSQL full text',
  settings: "PGlite 0.5 in memory, to_tsvector('dutch'), GIN, words joined by |, ts_rank_cd",
  build: async (documents) => {
    const database = await PGlite.create()
    await database.exec(SCHEMA)
    await database.query(FILL, [JSON.stringify(documents)])
    await database.exec('CREATE INDEX documents_words ON documents USING gin (words); ANALYZE documents')
    return async ({ text, agreement }) => vote((await database.query<Ranked>(SEARCH, [text, agreement])).rows)
  },
}
