import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type Mailbox = {
  url: string
  /** What came in, as it came over the line. */
  mails: { to: string[]; text: string }[]
  /** How many of the next mails are refused for a moment, as a busy mail server does. */
  refuse: (mails: number) => void
  close: () => Promise<void>
}

/** A mail server that keeps what it is sent. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Mailbox['mails'] = []
  let refusals = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(_address, _session, done) {
      if (refusals-- > 0) return done(Object.assign(new Error('later'), { responseCode: 451 }))
      return done()
    },
    onData(stream, { envelope }, done) {
      text(stream).then(
        (raw) => {
          mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: decoded(raw) })
          done()
        },
        (error: Error) => done(error),
      )
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (count) => (refusals = count),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

function decoded(raw: string): string {
  return raw
    .replaceAll(/=\r?\n/gu, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/gu, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
}
