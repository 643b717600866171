/** A column of sealed texts, and in SQL the place that each seal is bound to: the table and row that it stands in. */
export type SealedColumn = {
  table: string
  column: string
  place: string
  /** Where it is part of a JSON value: under this name, in base64. */
  within?: string
  /** Sealed with a key of the whole installation, since an organisation has not been chosen yet. */
  isOfInstallation?: true
}

const ofRow = (table: string, part: string, row = 'id') => `'${table}/' || ${row} || '/${part}'`

const own = (table: string, parts: readonly string[]): SealedColumn[] =>
  parts.map((part) => ({
    table,
    column: `sealed_${part.replaceAll('-', '_')}`,
    place: ofRow(table, part),
  }))

/** Every column whose texts a change of an organisation's key seals anew; a test compares them with the database. */
export const sealedColumns: readonly SealedColumn[] = [
  ...own('clients', ['name', 'birth-date', 'contact', 'representative']),
  ...own('client_merges', ['reason']),
  ...own('conversations', ['question', 'contact']),
  { table: 'conversations', column: 'sealed_rating_comment', place: ofRow('conversations', 'rating') },
  { table: 'messages', column: 'sealed_content', place: `'messages/' || conversation_id || '/' || seq` },
  {
    table: 'handoffs',
    column: 'sealed_summary',
    place: `'handoffs/' || conversation_id || '/' || to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  },
  { table: 'steps', column: 'sealed_text', place: `'steps/' || conversation_id` },
  { table: 'drafts', column: 'sealed_text', place: `'drafts/' || conversation_id || '/' || staff_id` },
  ...own('support_questions', ['aim', 'evaluation']),
  { table: 'contacts', column: 'sealed_note', place: `'contacts/' || id || '/' || version || '/note'` },
  { table: 'contacts', column: 'sealed_reason', place: `'contacts/' || id || '/' || version || '/reason'` },
  ...own('signals', ['provider', 'facts', 'bottleneck']),
  { table: 'signal_changes', column: 'sealed_before', place: ofRow('signals', 'change', 'signal_id') },
  ...own('acute_notices', ['note']),
  ...own('trends', ['description']),
  {
    table: 'reports',
    column: 'content',
    within: 'sealedTexts',
    place: `'reports/' || kind || '/' || period || '/' || version`,
  },
  ...own('access_reviews', ['note']),
  ...own('emergency_accesses', ['reason', 'judgement']),
  ...own('sharings', ['to', 'what', 'vital-interest', 'judgement']),
  ...own('rights_requests', ['asked', 'identity', 'reason', 'answer']),
  { table: 'telegram_chats', column: 'sealed_address', place: '', isOfInstallation: true },
  { table: 'telegram_chats', column: 'sealed_waiting', place: '', isOfInstallation: true },
  { table: 'deliveries', column: 'sealed_call', place: '', isOfInstallation: true },
]
