import { parseArgs } from 'node:util'
import { asc, eq } from 'drizzle-orm'
import { organisations } from '../../db/schema.ts'
import type { Command } from '../admin/commands.ts'
import { verifyLog, type Fault, type Verified } from './verify.ts'

/** Checks the access log of every organisation, or of one. */
export const verifyAccessLog: Command = {
  describe: 'checks that no line of the access log was changed, added or taken away',
  takes: '[--organisation SLUG] [--head HASH]',
  async run(store, args, print) {
    const { values } = parseArgs({
      args,
      options: { organisation: { type: 'string' }, head: { type: 'string' } },
    })
    const { organisation: slug, head } = values
    if (head && !slug) throw new Error('Say with --organisation whose log the --head is of.')
    const known = await store.db
      .select()
      .from(organisations)
      .where(slug ? eq(organisations.slug, slug) : undefined)
      .orderBy(asc(organisations.slug))
    if (known.length === 0) throw new Error(`There is no organisation ${slug}.`)
    const broken: string[] = []
    for (const { id, slug: each } of known) {
      const verified = await verifyLog(store, id, { head: head?.toLowerCase() ?? null })
      print(`${each}: ${inWords(verified)}`)
      if (verified.fault) broken.push(each)
    }
    if (broken.length > 0)
      throw new Error(
        `The access log of ${broken.join(', ')} is not as it was written. Keep the database as it is.`,
      )
  },
}

function inWords({ lines, head, seals, lastSealAt, fault }: Verified): string {
  if (fault) return faultInWords(fault)
  if (!head) return 'no lines yet'
  const sealed = seals > 0 ? `${seals} seals, the last of ${lastSealAt}` : 'not sealed yet'
  return `${lines} lines are whole (${sealed}); head ${head.seq} ${head.hash}`
}

export function faultInWords(fault: Fault): string {
  switch (fault.what) {
    case 'changed':
      return `line ${fault.seq} is not as it was written`
    case 'missing':
      return `line ${fault.seq} was taken away`
    case 'cut':
      return `the end was cut off from line ${fault.seq} on`
    case 'beginning_missing':
      return `the lines before ${fault.seq} were taken away before their term`
    case 'clients_differ':
      return `the clients of line ${fault.seq} are not those it was written with`
    case 'seal_broken':
      return `the seal of ${fault.sealedAt} on line ${fault.seq} was not made by this installation`
    case 'seal_differs':
      return `line ${fault.seq} is another than the one that was sealed at ${fault.sealedAt}`
    case 'head_unknown':
      return `no line has the hash ${fault.hash}`
  }
}
