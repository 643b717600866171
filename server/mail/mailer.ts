import { createTransport } from 'nodemailer'
import { CHANGED } from '../conversations/news.ts'
import type { Store } from '../store.ts'
import { gatherReminders } from '../reports/months/reminders.ts'
import { gatherNotices } from './gather.ts'
import { nextReminder, sendReminders } from './send-reminders.ts'
import { nextNotice, sendNotices, type Post } from './send.ts'

export type Mailer = {
  start: () => void
  stop: () => Promise<void>
  /** For a mail that somebody waits for the outcome of. */
  post: Post
}

const LONGEST_SLEEP_MS = 60_000
/** What happens together is told together. */
const GATHER_MS = 500
/** Whether a report is due changes by the day. */
const REMINDERS_MS = 600_000
const CONNECT_PATIENCE_MS = 10_000

/** Tells staff by mail what waits for them, through the mail server at the URL. */
export function createMailer(
  { db, bus }: Store,
  settings: { smtpUrl: string; from: string; address: () => string; failed: (error: unknown) => void },
  now = () => new Date(),
): Mailer {
  const { smtpUrl, from, address, failed } = settings
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_PATIENCE_MS,
    greetingTimeout: CONNECT_PATIENCE_MS,
    socketTimeout: CONNECT_PATIENCE_MS,
  })
  const post: Post = async (mail) => (await transport.sendMail({ from, ...mail })).response
  let timer: { at: number; handle: NodeJS.Timeout } | null = null
  let working: Promise<void> | null = null
  let isStopped = false
  let remindersAt = 0

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
      await gatherNow()
      while ((await sendNotices(db, post, address())) > 0) if (isStopped) return
      while ((await sendReminders(db, post, address())) > 0) if (isStopped) return
    } catch (error) {
      failed(error)
    }
  }

  async function gatherNow(): Promise<void> {
    if (Date.now() < remindersAt) return
    await gatherReminders(db, now())
    remindersAt = Date.now() + REMINDERS_MS
  }

  async function sleep(): Promise<void> {
    const both = await Promise.all([nextNotice(db), nextReminder(db)]).catch(() => [])
    const next = both.flatMap((at) => at?.getTime() ?? [])
    const ms = Math.min(...next) - Date.now()
    wakeIn(Math.min(Math.max(ms, GATHER_MS), LONGEST_SLEEP_MS))
  }

  bus.listen(
    CHANGED,
    () => wakeIn(GATHER_MS),
    () => wakeIn(GATHER_MS),
  )
  return {
    post,
    start: () => wakeIn(0),
    async stop() {
      isStopped = true
      if (timer) clearTimeout(timer.handle)
      await working
      transport.close()
    },
  }
}
