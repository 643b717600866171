import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { AccessAccount, AccountLine } from '../access-review/account.ts'
import { accessWords, wordOf } from '../access-review/words.ts'

const STYLE = `
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.5 system-ui, sans-serif; }
  table { width: 100%; border-collapse: collapse; margin: 1.5rem 0; }
  th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid #b9c4c3; text-align: start; vertical-align: top; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  small { display: block; color: #4b5b5a; }
  @media (max-width: 36rem) { tr, td { display: block; } thead { display: none; } td { border: 0; padding: 0; } tr { padding: 0.75rem 0; border-bottom: 1px solid #b9c4c3; } }
`

/** Whole, as its hash is over every space in it. */
const STYLE_TAG = raw(`<style>${STYLE}</style>`)

/** The page may load nothing at all; its own style is known by its hash. */
export const ACCOUNT_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

/** In Dutch, as whoever gets it reads that. */
const say = accessWords('nl')
const moment = new Intl.DateTimeFormat('nl', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Amsterdam',
})

/** Who has looked at somebody's data, as a page to read and to print. */
export function accessAccountPage({ organisation, client, madeAt, lines }: AccessAccount) {
  const { name, number } = client
  const about = { number, moment: moment.format(new Date(madeAt)) }
  return html`<!doctype html>
    <html lang="nl">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say('account.title')}</title>
        ${STYLE_TAG}
      </head>
      <body>
        <main>
          <h1>${say('account.title')}</h1>
          <p>${say('account.intro', { organisation })}</p>
          <p>${name === null ? say('account.of-nobody', about) : say('account.of', { name, ...about })}</p>
          ${lines.length === 0 ? html`<p>${say('account.none')}</p>` : table(lines)}
          <p>${say('account.question', { organisation })}</p>
        </main>
      </body>
    </html>`
}

const table = (lines: readonly AccountLine[]) =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${say('account.when')}</th>
        <th scope="col">${say('account.who')}</th>
        <th scope="col">${say('account.what')}</th>
        <th scope="col">${say('account.why')}</th>
      </tr>
    </thead>
    <tbody>
      ${atOnce(lines).map(row)}
    </tbody>
  </table>`

/** Opening one page of the desk reads several things at once: what reads the same to a client is told once. */
function atOnce(lines: readonly AccountLine[]): AccountLine[] {
  const told = new Map<string, AccountLine>()
  for (const line of lines) {
    const { at, who, event, outcome, isEmergency } = line
    const same = [at.slice(0, 16), ...Object.values(who), event, outcome, isEmergency].join(' ')
    if (!told.has(same)) told.set(same, line)
  }
  return [...told.values()]
}

function row({ at, who, event, outcome, purpose, isEmergency }: AccountLine) {
  return html`<tr>
    <td>${moment.format(new Date(at))}</td>
    <td>${nameOf(who)} ${who.role && html`<small>${wordOf(say, 'role', who.role)}</small>`}</td>
    <td>
      ${wordOf(say, 'event', event)}
      ${outcome !== 'succeeded' && html`<small>${say(`account.${outcome}`)}</small>`}
      ${isEmergency && html`<small>${say('account.emergency')}</small>`}
    </td>
    <td>${wordOf(say, 'purpose', purpose)}</td>
  </tr>`
}

function nameOf({ kind, firstName }: AccountLine['who']): string {
  if (kind === 'client') return say('account.yourself')
  return firstName ?? say(`actor.${kind}`)
}
