import type { Case, OwnDesk } from '../../../server/http/desk-shapes.ts'
import { dayAndTime } from '../../moments.ts'

/** The text of a canned reply with what is known of this case in it; what is not known stays to be filled in. */
export function filledIn(text: string, shown: Case, own: OwnDesk): string {
  const known: Record<string, string | null> = {
    client: shown.contact.name ?? shown.clientName,
    supporter: own.me.firstName,
    organisation: own.organisation.name,
    due: shown.due && dayAndTime(shown.due.at, Date.now()),
  }
  return text.replaceAll(/\{\{(\w+)\}\}/gu, (whole, name: string) => known[name] ?? whole)
}
