import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const codesIn = (file: string) => {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url))
  return new Set([...readFileSync(path, 'utf8').matchAll(/^ {2}'(\w+\.\w+)':/gmu)].map(([, code]) => code!))
}

/** What only clients meet, and what only logging in and the staff page do, which have words of their own. */
const elsewhere = new Set([
  'agreement.unknown',
  'conversation.no_such_choice',
  'conversation.no_such_answer',
  'rating.not_asked',
  'telegram.wrong_secret',
  'origin.not_allowed',
  'staff.wrong_password',
  'staff.wrong_code',
  'staff.second_factor_exists',
  'staff.single_sign_on_away',
  'staff.last_administrator',
  'staff.password_refused',
])
const isElsewhere = (code: string) => elsewhere.has(code) || /^(?:invitation|recovery)\./u.test(code)

it('the desk has a sentence for whatever the server refuses it', () => {
  const told = codesIn('dashboard/refusal.ts')
  const untold = [...codesIn('server/http/problems.ts')].filter(
    (code) => !told.has(code) && !isElsewhere(code),
  )
  expect(untold).toEqual([])
})
