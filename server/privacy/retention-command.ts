import { parseArgs } from 'node:util'
import { asc, eq } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { organisations } from '../../db/schema.ts'
import type { Command } from '../admin/commands.ts'
import { organisationKey } from './data-keys.ts'
import { previewIn } from './retention.ts'

/** Says what has passed its term in every organisation, or in one, and touches nothing. */
export const showExpired: Command = {
  describe: 'says what has passed its term of retention today; nothing is destroyed',
  takes: '[--organisation SLUG]',
  async run({ db, masterKey }, args, print) {
    const { values } = parseArgs({ args, options: { organisation: { type: 'string' } } })
    const wanted = values.organisation
    const found = await db
      .select()
      .from(organisations)
      .where(wanted === undefined ? undefined : eq(organisations.slug, wanted))
      .orderBy(asc(organisations.slug))
    if (found.length === 0) throw new Error(`There is no organisation ${wanted}. Name one by its slug.`)
    for (const { id, slug } of found) {
      const kinds = await withinOrganisation(db, id, async (tx) =>
        previewIn(tx, await organisationKey(tx, masterKey, id), id, new Date()),
      )
      for (const { kind, months, before, count, held } of kinds)
        print(
          `${slug} ${kind}: ${count} older than ${before} (${months} months)${held ? `, ${held} held` : ''}`,
        )
    }
  },
}
