import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../test/support/totp.ts'
import { PASSWORD, type LogIn } from '../demo/staff.ts'

export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>
type Answer = { status: number; body: Record<string, never> & { [name: string]: unknown } }

/** Logs in as an administrator of the demonstration, with password and code; asks as a page of the product does. */
export async function loggedIn(url: string, dataDir: string): Promise<{ cookie: string; call: Call }> {
  const made: { logIns: LogIn[] } = JSON.parse(await readFile(join(dataDir, 'demonstration.json'), 'utf8'))
  const { email, secret } = made.logIns.find(
    ({ organisation, role }) => organisation === 'de-wegwijzer' && role === 'administrator',
  )!
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map((pair) => pair.join('=')).join('; ')

  const call: Call = async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { origin: url, cookie: cookie(), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/u.exec(line)!
      if (value) jar.set(name!, value)
    }
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : {} }
  }
  await call('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
  const { status } = await call('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(secret) })
  if (status !== 200) throw new Error(`logging in was refused: ${status}`)
  return { cookie: cookie(), call }
}
