import { asc } from 'drizzle-orm'
import { dataKeys, organisations } from '../../db/schema.ts'
import type { Command } from '../admin/commands.ts'
import { masterKeyFile, previousKeyFile } from '../master-key.ts'
import { TEXTS } from './data-keys.ts'
import { sealedCounts } from './reseal.ts'

export const showKeyStateCommand: Command = {
  describe: 'tells where the master key is, and since when each organisation has which key',
  async run({ db, masterKey, config }, _args, print) {
    print(
      config.masterKey
        ? 'The master key comes from the setting MASTER_KEY.'
        : `The master key is in ${masterKeyFile(config.dataDir)}.`,
    )
    print(
      'Keep a copy of it apart from the database and its backups: without it nobody can read what clients',
    )
    print('wrote, who they are or how to reach them, not even we. With both, whoever has them can.')
    if (masterKey.previous)
      print(
        `It is being changed: ${config.masterKey ? 'PREVIOUS_MASTER_KEY' : previousKeyFile(config.dataDir)} opens too, until rotate-master-key is done.`,
      )
    const keys = await db.select().from(dataKeys).orderBy(asc(dataKeys.version))
    for (const { id, slug } of await db.select().from(organisations).orderBy(asc(organisations.slug))) {
      print(`${slug}:`)
      for (const { version, madeAt, sealsFrom, retiredAt } of keys.filter(
        ({ organisationId, kind }) => organisationId === id && kind === TEXTS,
      ))
        print(`  version ${version}: ${stateOf({ madeAt, sealsFrom, retiredAt })}`)
      for (const { column, version, many } of await sealedCounts(db, id))
        print(`    ${column}: ${many} sealed with version ${version}`)
    }
  },
}

const day = (moment: Date) => moment.toISOString().slice(0, 16).replace('T', ' ')

function stateOf({
  madeAt,
  sealsFrom,
  retiredAt,
}: Record<'madeAt' | 'sealsFrom' | 'retiredAt', Date | null>) {
  if (retiredAt) return `destroyed ${day(retiredAt)} UTC`
  if (!sealsFrom) return `made ${day(madeAt!)} UTC, not in use yet`
  return `in use since ${day(sealsFrom)} UTC`
}
