/** So many unique clients a number stands for at least, when it leaves the organisation. */
export const FEWEST_CLIENTS = 5

/**
 * In the place of a number that stays inside: "<5" is of 1 to 4 unique clients, "x" is left out so that no such number
 * can be found back, and is of 5 or more, or of nobody where an earlier version hid it.
 */
export type Hidden = '<5' | 'x'

export const isFew = (clients: number) => clients > 0 && clients < FEWEST_CLIENTS

export const markOf = (clients: number): Hidden => (isFew(clients) ? '<5' : 'x')

export const isHidden = (value: unknown): value is Hidden => value === '<5' || value === 'x'

/** What a number under a mark holds at least, when it holds anything: each client has a contact, of a minute. */
export const leastUnder = (mark: Hidden) => (mark === '<5' ? 1 : FEWEST_CLIENTS)
