// The floor under a turn: it validates the same request and makes the same inserts through the same driver, with
// nothing of what the product does between.
import { randomBytes } from 'node:crypto'
import { serve } from '@hono/node-server'
import { eq, sql } from 'drizzle-orm'
import { Hono } from 'hono'
import { z } from 'zod'
import { openPglite, openPostgres } from '../../../db/client.ts'
import { conversations, messages, organisations } from '../../../db/schema.ts'

const { DATABASE_URL, DATA_DIR = '.' } = process.env
const { db } = DATABASE_URL ? await openPostgres(DATABASE_URL) : await openPglite(DATA_DIR)

const [organisation] = await db
  .insert(organisations)
  .values({ slug: 'floor', name: 'Floor', kind: 'care_provider' })
  .onConflictDoUpdate({ target: organisations.slug, set: { name: 'Floor' } })
  .returning()
const organisationId = organisation!.id

const turn = z.strictObject({ clientMessageId: z.string().max(100), text: z.string().max(20_000) })
/** About as long as a sealed question and its sealed reply. */
const [question, reply] = [randomBytes(120), randomBytes(1500)]

const app = new Hono()
app.post('/api/v1/conversations', async (c) => {
  const [conversation] = await db
    .insert(conversations)
    .values({ organisationId, locale: 'nl', tokenDigest: randomBytes(8).toString('hex') })
    .returning()
  return c.json({ id: conversation!.id, token: 'none' }, 201)
})
app.post('/api/v1/conversations/:id/messages', async (c) => {
  const { clientMessageId } = turn.parse(await c.req.json())
  const conversationId = c.req.param('id')
  const stored = await db.transaction(async (tx) => {
    const [row] = await tx
      .update(conversations)
      .set({ lastSeq: sql`${conversations.lastSeq} + 2` })
      .where(eq(conversations.id, conversationId))
      .returning()
    const seq = row!.lastSeq
    const common = { conversationId, organisationId }
    return tx
      .insert(messages)
      .values([
        { ...common, seq: seq - 1, author: 'client', clientMessageId, sealedContent: question },
        { ...common, seq, author: 'assistant', inReplyTo: seq - 1, sealedContent: reply },
      ])
      .returning({ seq: messages.seq })
  })
  return c.json({ messages: stored, reply: 'x'.repeat(1500) })
})

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`ready on http://127.0.0.1:${port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
