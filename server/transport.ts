import type { Config } from './config.ts'

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|)$/u
/** `prefer` is left to whoever stands in between: he can say that there is no TLS. */
const ENCRYPTED = /^(?:require|verify-ca|verify-full)$/u

/** What is open to whoever can listen on the network, each as a sentence that says what to do. */
export function openOnTheNetwork({ databaseUrl, publicUrl, host }: Config): string[] {
  const warnings: string[] = []
  if (databaseUrl) {
    const url = new URL(databaseUrl)
    const mode = url.searchParams.get('sslmode') ?? ''
    if (!LOCAL.test(url.hostname) && !url.searchParams.has('host') && !ENCRYPTED.test(mode))
      warnings.push(
        `DATABASE_URL reaches ${url.hostname} without encryption: names of staff, hashes and sealed texts cross the network in the open. Add ?sslmode=verify-full (or require).`,
      )
  }
  if (publicUrl?.startsWith('http:') && !LOCAL.test(new URL(publicUrl).hostname))
    warnings.push(
      'PUBLIC_URL is not https: what clients write crosses the network in the open. Put a proxy with TLS in front, and give its https address.',
    )
  if (!publicUrl && !LOCAL.test(host))
    warnings.push(
      'HOST is open to other machines, without TLS. Listen on 127.0.0.1 behind a proxy with TLS, and set PUBLIC_URL to its https address.',
    )
  return warnings
}
