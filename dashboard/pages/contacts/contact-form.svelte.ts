import type { ContactPreview } from '../../../server/contacts/preview.ts'
import type { ListedContact } from '../../../server/contacts/listing.ts'
import type { SaidContact } from './contacts-api.ts'

type Begun = Partial<SaidContact> & { measuredMinutes?: number | null }

/** What somebody fills in of a contact. */
export class ContactForm {
  minutes = $state<number | null>(null)
  service = $state('')
  topic = $state('')
  municipality = $state('')
  supportQuestionId = $state('')
  note = $state('')
  reason = $state('')
  /** As it was measured; the minutes may be others, with a reason. */
  measured = $state<number | null>(null)

  isOther = $derived(this.measured !== null && this.minutes !== null && this.minutes !== this.measured)
  isReady = $derived(
    this.minutes !== null && this.minutes >= 1 && (!this.isOther || this.reason.trim() !== ''),
  )

  constructor({ minutes, measuredMinutes, ...begun }: Begun = {}) {
    this.minutes = minutes ?? null
    this.measured = measuredMinutes ?? null
    this.service = begun.service ?? ''
    this.topic = begun.topic ?? ''
    this.municipality = begun.municipality ?? ''
    this.supportQuestionId = begun.supportQuestionId ?? ''
    this.note = begun.note ?? ''
  }

  get said(): SaidContact {
    return {
      minutes: this.minutes ?? 0,
      service: this.service || null,
      topic: this.topic || null,
      municipality: this.municipality.trim() || null,
      supportQuestionId: this.supportQuestionId || null,
      note: this.note.trim() || null,
      reason: this.reason.trim() || null,
    }
  }
}

/** What was measured is proposed, unless nothing was: then somebody has to say it. */
export const formOfPreview = ({ proposed, measuredMinutes, ...preview }: ContactPreview) =>
  new ContactForm({
    ...preview,
    measuredMinutes,
    service: proposed?.service ?? null,
    ...(measuredMinutes > 0 && { minutes: measuredMinutes }),
  })

export function formOfContact(contact: ListedContact): ContactForm {
  const { measuredMinutes, minutes, isDraft } = contact
  return new ContactForm({
    ...contact,
    // Of a draft alone it is asked why; a correction always says why.
    measuredMinutes: isDraft ? measuredMinutes : null,
    ...(minutes > 0 && { minutes }),
  })
}
