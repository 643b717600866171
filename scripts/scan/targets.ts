import type { Call } from './log-in.ts'

/** An address to be attacked; in what has no parameters a star stands where something may be put in. */
export type Target = { path: string; body?: unknown }

export function publicTargets(): Target[] {
  return [
    { path: '/' },
    { path: '/widget.js' },
    { path: '/dashboard' },
    { path: '/api/v1/organisations' },
    { path: '/api/v1/organisations/zonl?locale=nl' },
    { path: '/api/v1/organisations/zonl*' },
    { path: '/api/v1/invitations/abc*' },
    { path: '/api/v1/recoveries/abc*' },
    {
      path: '/api/v1/ask',
      body: { turns: ['Mag ik mijn dossier zien?'], agreement: 'wlz-oco-2024', municipality: 'Goes' },
    },
    { path: '/api/v1/conversations', body: { organisation: 'zonl', locale: 'nl' } },
  ]
}

const DESK = '/api/v1/desk'

/** The lists, searches and files of the desk, with the ids of things that are there. */
export async function deskTargets(call: Call): Promise<Target[]> {
  const first = async (path: string, list: string, body?: unknown) => {
    const answer = await call(body ? 'POST' : 'GET', `${DESK}${path}`, body)
    // Each list of the desk holds rows with an id.
    const rows = (answer.body[list] ?? []) as { id: string }[]
    if (!rows[0]) throw new Error(`nothing at ${path}: ${JSON.stringify(answer.body).slice(0, 200)}`)
    return rows[0].id
  }
  const chat = await first('/conversations', 'lines')
  const client = await first('/clients/search', 'clients', { q: '' })
  return [
    { path: `${DESK}/conversations?view=waiting&q=hulp&channel=widget` },
    { path: `${DESK}/conversations/${chat}*` },
    { path: `${DESK}/conversations/${chat}/suggestions?text=dossier` },
    { path: `${DESK}/contacts?from=2026-01-01&to=2026-12-31&topic=zorg&municipality=Goes` },
    { path: `${DESK}/contacts/totals?region=Zeeland` },
    { path: `${DESK}/contacts/download?format=csv&columns=day` },
    { path: `${DESK}/clients/${client}*` },
    { path: `${DESK}/clients/search`, body: { q: 'jan', cursor: null } },
    { path: `${DESK}/clients/lookup`, body: { name: 'Jan Jansen', birthDate: '1950-01-01' } },
    { path: `${DESK}/signals?kind=signal&region=Zeeland&from=2026-01-01` },
    { path: `${DESK}/knowledge?q=afzeggen&topic=zorg&standing=own` },
    { path: `${DESK}/knowledge/annulering.termijn*` },
    { path: `${DESK}/municipalities?q=goes` },
    { path: `${DESK}/figures/budget?year=2026` },
    { path: `${DESK}/figures/minutes/clients?agreement=wlz-oco-2024&bucket=over&page=0` },
    { path: `${DESK}/figures/response-times/rows?from=2026-01-01&to=2026-06-30&topic=zorg&page=1` },
    { path: `${DESK}/reports/months?year=2026` },
    { path: `${DESK}/reports/months/2026-06*` },
    { path: `${DESK}/saved-views`, body: { name: 'Scan', query: 'month=2026-06' } },
    { path: `${DESK}/canned-replies`, body: { shortcut: 'scan', title: 'Scan', text: 'Scan' } },
    { path: '/api/v1/staff' },
  ]
}
