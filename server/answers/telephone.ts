const BETWEEN = String.raw`[ ()./-]{0,2}`
const digits = (count: string) => String.raw`(?:${BETWEEN}\d){${count}}`

/** Ten digits from 0, or +31 in its place; the last one stands alone in no way of writing it. */
const DUTCH = String.raw`(?:\(?0|(?:\+|00)31[ -]?(?:\(0\))?)${BETWEEN}[1-9]${digits('7')}\d`
/** 0800, 0900 and the like, with four or seven digits. */
const SERVICE = String.raw`0[89]0[069]${BETWEEN}\d(?:${digits('6')}|${digits('3')})`
/** Of another country: what follows a whole one is no part of it. */
const FOREIGN = String.raw`(?:\+|00)(?!31)[1-9]${digits('9,14')}(?!${BETWEEN}\d)`

const ANY = `(?:${SERVICE}|${DUTCH}|${FOREIGN})`

/** The telephone numbers in a text; what is longer or shorter is none. */
export const TELEPHONE = new RegExp(String.raw`(?<![\p{L}\d+])${ANY}(?![\p{L}\d])`, 'gu')

const WHOLE = new RegExp(`^${ANY}$`, 'u')

/** Whether these words are a telephone number and nothing else. */
export const isTelephone = (words: string) => WHOLE.test(words)
