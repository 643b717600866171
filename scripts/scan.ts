// npm run scan: wapiti and sqlmap, which others wrote, against the demonstration on this machine; what they found is
// gathered in one report. Takes about half an hour.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deskTargets, publicTargets, type Target } from './scan/targets.ts'
import { loggedIn } from './scan/log-in.ts'

const WAPITI_MODULES =
  'backup,blindsql,buster,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,ssrf,xss,xxe'
const WAPITI_SECONDS = Number(process.env.SCAN_WAPITI_SECONDS ?? 420)
const SQLMAP_SECONDS = Number(process.env.SCAN_SQLMAP_SECONDS ?? 90)
const ACTIVITY_MS = 60_000
const PORT = Number(process.env.SCAN_PORT ?? 3917)

/** SCAN_TOOLS=sqlmap runs that one alone. */
const tools = (process.env.SCAN_TOOLS ?? 'wapiti,sqlmap').split(',')
const missing = tools.filter((tool) => spawnSync('which', [tool]).status !== 0)
if (missing.length > 0) {
  process.stderr.write(`Install ${missing.join(' and ')} first: apt-get install -y wapiti sqlmap\n`)
  process.exit(1)
}

const folder = process.env.SCAN_FOLDER ?? (await mkdtemp(join(tmpdir(), 'wegwijs-scan-')))
const dataDir = process.env.SCAN_DATA_DIR ?? join(folder, 'data')
const url = `http://127.0.0.1:${PORT}`
const says: string[] = []
const server = await startDemonstration()
const canary = await listenForRequests()
const { cookie, call } = await loggedIn(url, dataDir)
const staying = setInterval(() => void call('POST', '/api/v1/staff/activity'), ACTIVITY_MS)
try {
  const atTheDesk = await deskTargets(call)
  const findings: Finding[] = []
  if (tools.includes('wapiti')) {
    findings.push(...(await wapiti('public', publicTargets(), [])))
    findings.push(...(await wapiti('desk', atTheDesk, [`Cookie: ${cookie}`, `Origin: ${url}`])))
  }
  if (tools.includes('sqlmap')) findings.push(...(await sqlmap([...publicTargets(), ...atTheDesk])))
  const failed = says.join('').split('"request failed"').length - 1
  const report = { at: new Date().toISOString(), findings, failed, fetched: canary.asked }
  await writeFile(join(folder, 'report.json'), JSON.stringify(report, null, 2))
  process.stdout.write(`\n${table(findings)}\n
requests that the server failed on: ${failed}
requests that the server was talked into: ${canary.asked.length}
everything: ${folder}\n`)
} finally {
  clearInterval(staying)
  canary.close()
  server.kill('SIGTERM')
}

type Finding = { tool: string; at: string; kind: string; what: string }

async function startDemonstration(): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('demo.ts', import.meta.url))
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: String(PORT), LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('exit', () => child.kill())
  process.once('SIGTERM', () => process.exit(1))
  child.stderr.on('data', (piece: Buffer) => void says.push(piece.toString()))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => piece.includes('Wegwijs is ready') && resolve())
    child.once('exit', () => reject(new Error(`the demonstration did not start: ${says.join('')}`)))
  })
  return child
}

/** An address that nobody has a reason to ask; a server that can be talked into fetching asks it. */
async function listenForRequests() {
  const asked: string[] = []
  const listening = createServer((request, response) => {
    // wapiti itself asks here, at the end, what was heard.
    if (!/^\/get_(?:ssrf|xxe)\.php/u.test(request.url!)) asked.push(request.url!)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  return { asked, url: `http://127.0.0.1:${port}/`, close: () => listening.close() }
}

async function wapiti(name: string, targets: Target[], headers: string[]): Promise<Finding[]> {
  const output = join(folder, `wapiti-${name}.json`)
  const addresses = targets.filter(({ body }) => !body).map(({ path }) => url + path)
  await run(
    `wapiti-${name}`,
    WAPITI_SECONDS * 3,
    'wapiti',
    [
      ['-u', `${url}/`, '--scope', 'domain', '--color', '-v', '1', '--no-bugreport'],
      ['-m', WAPITI_MODULES, '-f', 'json', '-o', output, '--store-session', join(folder, `session-${name}`)],
      ['--max-scan-time', String(WAPITI_SECONDS), '--max-attack-time', '60', '--flush-session', '-d', '3'],
      ['--endpoint', canary.url],
      headers.flatMap((header) => ['-H', header]),
      addresses.flatMap((address) => ['-s', address]),
    ].flat(),
  )
  const { vulnerabilities, anomalies } = JSON.parse(await readFile(output, 'utf8'))
  type Found = Record<string, { method: string; path: string; info: string; parameter: string }[]>
  const kinds: [string, Found][] = [
    ['vulnerability', vulnerabilities],
    ['anomaly', anomalies],
  ]
  return kinds.flatMap(([kind, found]) =>
    Object.entries(found).flatMap(([title, each]) =>
      each.map(({ method, path, info, parameter }) => ({
        tool: `wapiti (${name})`,
        at: `${method} ${path} ${parameter}`.trim(),
        kind,
        what: `${title}: ${info}`,
      })),
    ),
  )
}

async function sqlmap(targets: Target[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [i, { path, body }] of targets.entries()) {
    if (!path.includes('?') && !path.includes('*') && !body) continue
    const said = await run(
      `sqlmap-${i}`,
      SQLMAP_SECONDS,
      'sqlmap',
      [
        ['-u', url + path, '--batch', '--level', '2', '--risk', '1', '--dbms', 'PostgreSQL'],
        ['--disable-coloring', '--flush-session', '--time-sec', '2', '--timeout', '20', '--retries', '1'],
        // What is not there is answered with 404, which has to be looked at like any answer.
        ['--ignore-code', '404'],
        ['--cookie', cookie, '--skip', 'cookie,user-agent,referer', '--output-dir', join(folder, 'sqlmap')],
        ['--headers', `Origin: ${url}\nContent-Type: application/json`],
        body ? ['--data', JSON.stringify(body), '--method', 'POST'] : [],
      ].flat(),
    )
    const isClean = /all tested parameters do not appear to be injectable/u.test(said)
    const isFound = /is vulnerable|Type: (?:boolean|error|time|stacked|UNION)/u.test(said)
    const kind = isFound ? 'vulnerability' : isClean ? 'nothing' : 'not finished'
    findings.push({
      tool: 'sqlmap',
      at: `${body ? 'POST' : 'GET'} ${path}`,
      kind,
      what: lastLine(said).slice(0, 120),
    })
  }
  return findings
}

function lastLine(said: string): string {
  return (
    said
      .trim()
      .split('\n')
      .findLast((line) => /^\[\d.*(?:injectable|detected|CRITICAL)/u.test(line)) ?? ''
  )
}

/** Runs a tool with the lowest priority, for so long at most; all that it says is kept in a file. */
async function run(name: string, seconds: number, tool: string, settings: string[]): Promise<string> {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${name}\n`)
  const child = spawn('nice', ['-n', '15', 'timeout', String(seconds), tool, ...settings], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => void (said += piece.toString()))
  await new Promise((resolve) => child.once('exit', resolve))
  await writeFile(join(folder, `${name}.txt`), said)
  return said
}

function table(findings: Finding[]): string {
  const rows = findings.map(({ tool, kind, at, what }) => `| ${tool} | ${kind} | ${at} | ${what} |`)
  return ['| tool | kind | at | what |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
