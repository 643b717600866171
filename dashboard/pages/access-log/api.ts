import type { Line } from '../../../server/access-review/lines.ts'
import type { Pattern, PatternKind, Period } from '../../../server/access-review/patterns.ts'
import type { Reviews } from '../../../server/access-review/reviews.ts'
import type { Api } from '../../api.ts'

export type LinesPage = { lines: Line[]; cursor: string | null }
export type Patterns = { period: Period; patterns: Pattern[] }
export type Choices = { staff: { id: string; firstName: string }[]; events: string[] }
export type Signing = {
  from: string
  to: string
  note: string
  lookedInto: PatternKind[]
  isBrokenKnown: boolean
}

/** What the pages about the access log ask of the server. */
export function accessLogAt({ call }: Api) {
  return {
    lines: (query: URLSearchParams) => call<LinesPage>('GET', `/desk/access-log?${query}`),
    patterns: (query: URLSearchParams) => call<Patterns>('GET', `/desk/access-log/patterns?${query}`),
    choices: () => call<Choices>('GET', '/desk/access-log/choices'),
    reviews: () => call<Reviews>('GET', '/desk/access-log/reviews'),
    sign: (signing: Signing) => call<Reviews>('POST', '/desk/access-log/reviews', signing),
  }
}
