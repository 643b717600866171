import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type postgres from 'postgres'

/** Writes one value of a row in PostgreSQL's binary format. */
export type Value = { length: number; write: (to: Buffer, at: number) => void } | null

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const END = Buffer.from([0xff, 0xff])
const PIECE_BYTES = 1 << 20
const YEAR_2000_MS = Date.UTC(2000, 0, 1)

export const raw = (bytes: Uint8Array): Value => ({
  length: bytes.length,
  write: (to, at) => to.set(bytes, at),
})
export const word = (text: string): Value => raw(Buffer.from(text))
export const uuid = (id: string): Value => raw(Buffer.from(id.replaceAll('-', ''), 'hex'))
export const small = (n: number): Value => ({ length: 2, write: (to, at) => to.writeInt16BE(n, at) })
export const int = (n: number): Value => ({ length: 4, write: (to, at) => to.writeInt32BE(n, at) })
export const big = (n: number): Value => ({
  length: 8,
  write: (to, at) => to.writeBigInt64BE(BigInt(n), at),
})
export const yes = (isSo: boolean): Value => ({
  length: 1,
  write: (to, at) => to.writeUInt8(Number(isSo), at),
})
export const moment = (ms: number | null): Value =>
  ms === null ? null : big((Math.floor(ms) - YEAR_2000_MS) * 1000)

export type Copy = { row: (...values: Value[]) => void | Promise<unknown>; end: () => Promise<void> }

/** Fills a table by COPY; a row may have to be waited for, when PostgreSQL cannot keep up. */
export async function copyInto(client: postgres.ReservedSql, into: string): Promise<Copy> {
  const stream = await client.unsafe(`copy ${into} from stdin (format binary)`).writable()
  // A stream that broke is never drained: whoever waits for that has to hear of it.
  const broken = new Promise<never>((_, reject) => stream.once('error', reject))
  broken.catch(() => {})
  stream.write(HEADER)
  let piece = Buffer.allocUnsafe(PIECE_BYTES)
  let at = 0
  function row(...values: Value[]) {
    const length = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 2)
    const sent = at + length > PIECE_BYTES ? flush() : undefined
    at = piece.writeInt16BE(values.length, at)
    for (const value of values) {
      at = piece.writeInt32BE(value?.length ?? -1, at)
      value?.write(piece, at)
      at += value?.length ?? 0
    }
    return sent
  }
  function flush() {
    const isTaken = stream.write(piece.subarray(0, at))
    piece = Buffer.allocUnsafe(PIECE_BYTES)
    at = 0
    return isTaken ? undefined : Promise.race([once(stream, 'drain'), broken])
  }
  async function end() {
    flush()
    stream.end(END)
    await Promise.race([finished(stream), broken])
  }
  return { row, end }
}

/** Runs the work while a table has no indexes and no constraints that need one: then they are built at once. */
export async function withoutIndexes(
  client: postgres.ReservedSql,
  tables: string[],
  work: () => Promise<void>,
): Promise<void> {
  const constraints = await client`
    select conrelid::regclass::text as "on", conname as name, pg_get_constraintdef(oid) as definition, contype as type
    from pg_constraint where contype in ('p', 'u', 'f')
      and (conrelid::regclass::text = any(${tables}) or confrelid::regclass::text = any(${tables}))
    order by contype = 'f' desc`
  for (const { on, name } of constraints)
    await client`alter table ${client(on)} drop constraint ${client(name)}`
  const indexes = await client`
    select indexname as name, indexdef as definition from pg_indexes where tablename = any(${tables})`
  for (const { name } of indexes) await client`drop index ${client(name)}`
  await work()
  await client`set maintenance_work_mem = '512MB'`
  for (const { definition } of indexes) await client.unsafe(definition)
  for (const { on, name, definition } of constraints.toReversed())
    await client.unsafe(`alter table ${on} add constraint ${name} ${definition}`)
}
