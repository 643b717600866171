import { randomInt } from 'node:crypto'

const RECOVERY_CODES = 10
/** Nothing that looks like something else on paper. */
const RECOVERY_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

const letter = () => RECOVERY_LETTERS[randomInt(RECOVERY_LETTERS.length)]
const half = () => Array.from({ length: 5 }, letter).join('')

/** What somebody keeps for the day that he has no phone. */
export const newRecoveryCodes = () => Array.from({ length: RECOVERY_CODES }, () => `${half()}-${half()}`)
