import { createTransport } from 'nodemailer'
import { CHANGED } from '../conversations/news.ts'
import type { Store } from '../store.ts'
import { gatherNotices } from './gather.ts'
import { nextNotice, sendNotices, type Post } from './send.ts'

export type Mailer = { start: () => void; stop: () => Promise<void> }

const LONGEST_SLEEP_MS = 60_000
/** What happens together is told together. */
const GATHER_MS = 500
const CONNECT_PATIENCE_MS = 10_000

/** Tells staff by mail what waits for them, through the mail server at the URL. */
export function createMailer(
  { db, bus }: Store,
  settings: { smtpUrl: string; from: string; address: () => string; failed: (error: unknown) => void },
): Mailer {
  const { smtpUrl, from, address, failed } = settings
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_PATIENCE_MS,
    greetingTimeout: CONNECT_PATIENCE_MS,
    socketTimeout: CONNECT_PATIENCE_MS,
  })
  const post: Post = async (mail) => {
    await transport.sendMail({ from, ...mail })
  }
  let timer: { at: number; handle: NodeJS.Timeout } | null = null
  let working: Promise<void> | null = null
  let isStopped = false

  function wakeIn(ms: number): void {
    const at = Date.now() + ms
    if (isStopped || working || (timer && timer.at <= at)) return
    if (timer) clearTimeout(timer.handle)
    const handle = setTimeout(() => {
      timer = null
      working = work().finally(() => (working = null))
      void working.then(sleep)
    }, ms).unref()
    timer = { at, handle }
  }

  async function work(): Promise<void> {
    try {
      await gatherNotices(db)
      while ((await sendNotices(db, post, address())) > 0) if (isStopped) return
    } catch (error) {
      failed(error)
    }
  }

  async function sleep(): Promise<void> {
    const next = await nextNotice(db).catch(() => null)
    const ms = next ? next.getTime() - Date.now() : LONGEST_SLEEP_MS
    wakeIn(Math.min(Math.max(ms, GATHER_MS), LONGEST_SLEEP_MS))
  }

  bus.listen(
    CHANGED,
    () => wakeIn(GATHER_MS),
    () => wakeIn(GATHER_MS),
  )
  return {
    start: () => wakeIn(0),
    async stop() {
      isStopped = true
      if (timer) clearTimeout(timer.handle)
      await working
      transport.close()
    },
  }
}
