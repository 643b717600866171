import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import readExcelFile, { type Sheet } from 'read-excel-file/node'

const run = promisify(execFile)

const SOFFICE = ['/usr/bin/soffice', '/usr/lib/libreoffice/program/soffice'].find((path) => existsSync(path))

/** LibreOffice is not on every machine; where the project is checked it has to be. */
export const isOfficeMissing = !SOFFICE && !process.env.CI

/** The sheets of a workbook as LibreOffice opened it and wrote it anew: with the types that it gave each cell. */
export async function openedByOffice(workbook: Uint8Array): Promise<Sheet[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-office-'))
  const written = join(folder, 'written')
  try {
    await writeFile(join(folder, 'book.xlsx'), workbook)
    const own = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`
    const options = ['--headless', '--convert-to', 'xlsx', '--outdir', written, join(folder, 'book.xlsx')]
    await run(SOFFICE ?? 'soffice', [own, ...options], { timeout: 120_000 })
    return await readExcelFile(join(written, 'book.xlsx'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
