import { createHash, randomBytes } from 'node:crypto'

/** What makes a link good; it is shown once and only its digest is stored. */
export const newToken = () => randomBytes(32).toString('base64url')

export const digestOf = (token: string) => createHash('sha256').update(token).digest('hex')
