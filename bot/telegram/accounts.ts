/** A bot on Telegram: one organisation's own, or shared by all that are served here. */
export type Account = {
  /** The bot's own id on Telegram: the part of its token before the colon. */
  id: string
  token: string
  /** The slug of the organisation that it belongs to; null for the shared bot. */
  organisation: string | null
}

/** How the shared bot is called in the address of its webhook. */
export const SHARED = 'shared'
