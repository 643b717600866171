import { expect, it } from 'vitest'
import { createLog } from '../../server/log.ts'
import { foundIn } from '../support/never-logged.ts'

function logged(error: unknown): string {
  let written = ''
  createLog('debug', { write: (line) => void (written += line) }).error({ err: error }, 'request failed')
  return written
}

it('a query that failed is logged with where and why, and without the row that it was about', () => {
  const refused = Object.assign(new Error('Key (name)=(Riet Zwaluwenstein) already exists'), {
    code: '23505',
    severity: 'ERROR',
    detail: 'Key (name)=(Riet Zwaluwenstein) already exists',
  })
  const failed = Object.assign(
    new Error('Failed query: insert … params: Riet Zwaluwenstein', { cause: refused }),
    {
      params: ['Riet Zwaluwenstein'],
    },
  )
  const line = logged(failed)
  expect(line).toContain('23505')
  expect(line).toContain('log.test.ts')
  expect(foundIn(line)).toEqual([])
})

it('the search through the logs of a test run finds a name that should not be there', () => {
  expect(foundIn('{"msg":"message of riet zwaluwenstein"}')).toHaveLength(2)
})
