import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Somebody as the organisation's own log-in knows him, and what he showed there. */
export type Person = { id: string; email: string; isVerified: boolean; methods: string[] }

export const CLIENT = { clientId: 'wegwijs', clientSecret: 'geheim-van-de-organisatie' }

/** A log-in of an organisation on a port of this machine; whoever comes to it is the person that is set. */
export async function newIdentityProvider(comesBackAt: string) {
  let somebody: Person | null = null
  const listening: { provider: Provider | null } = { provider: null }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [comesBackAt],
      },
    ],
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    cookies: { keys: ['for this test alone'] },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/somebody/${uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: somebody!.email, email_verified: somebody!.isVerified }),
    }),
    async loadExistingGrant({ oidc }) {
      const grant = new provider.Grant({
        clientId: oidc.client!.clientId,
        accountId: oidc.session!.accountId!,
      })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })
  listening.provider = provider

  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (!request.url!.startsWith('/somebody/')) return listening.provider!.callback()(request, response)
    const { id, methods } = somebody!
    return provider.interactionFinished(request, response, { login: { accountId: id, amr: methods } })
  }

  const is = (person: Person) => void (somebody = person)

  /** Goes from the address that the product gave to the one at which he comes back to it. */
  async function visit(person: Person, address: string): Promise<URL> {
    is(person)
    const jar = new Map<string, string>()
    let at = new URL(address)
    while (at.origin === issuer) {
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/u.exec(line)!
        jar.set(name!, value!)
      }
      const to = response.headers.get('location')
      if (!to) throw new Error(`The log-in answered ${response.status}: ${await response.text()}`)
      at = new URL(to, at)
    }
    return at
  }

  const close = () => new Promise((resolve) => server.close(resolve))
  return { issuer, is, visit, close }
}
