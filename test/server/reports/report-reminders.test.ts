import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer, type Mailer } from '../../../server/mail/mailer.ts'
import { sendMonth, showMonth } from '../../../server/reports/months/month-reports.ts'
import { gatherReminders, reminderDays } from '../../../server/reports/months/reminders.ts'
import { usualCalendar } from '../../../server/workcalendar/work-calendar.ts'
import { databaseKinds } from '../../support/databases.ts'
import { openMailbox, type Mailbox } from '../../support/mailbox.ts'
import { manyContacts } from '../../support/many-contacts.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const organisation = 'de-wegwijzer'

const failed = (error: unknown) => {
  throw error
}

it('reminded is on the 8th and the 13th, or on the working day before', () => {
  expect(reminderDays('2026-10', usualCalendar)).toEqual(['2026-10-08', '2026-10-13'])
  expect(reminderDays('2026-11', usualCalendar)).toEqual(['2026-11-06', '2026-11-13'])
  // Ascension Day and the day after it.
  expect(reminderDays('2027-05', usualCalendar)).toEqual(['2027-05-04', '2027-05-13'])
})

describe.each(databaseKinds)('reminders of the monthly report, on $name', (kind) => {
  let product: Product
  let mailbox: Mailbox
  let mailers: Mailer[] = []
  let [cora, carl, anna] = [] as unknown as [Staff, Staff, Staff]

  beforeAll(async () => {
    mailbox = await openMailbox()
    product = await newProduct(kind)
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
    carl = await loggedInStaff(product, { firstName: 'Carl', role: 'coordinator', organisation })
    anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
    const supporters = [anna.staffId]
    await manyContacts(product, {
      contacts: 60,
      clients: 20,
      from: '2024-06-01',
      to: '2024-06-30',
      supporters,
    })
  })
  afterAll(async () => {
    await stop()
    await product.stop()
    await product.close()
    await mailbox.close()
  })

  async function stop() {
    await Promise.all(mailers.map((mailer) => mailer.stop()))
    mailers = []
  }

  /** Two servers on one database, on that day. */
  async function mailsOn(day: string): Promise<Mailbox['mails']> {
    const before = mailbox.mails.length
    const settings = { smtpUrl: mailbox.url, from: 'wegwijs@voorbeeld.nl', address: () => 'https://hulp.nl' }
    const now = () => new Date(`${day}T08:00:00Z`)
    mailers = [0, 1].map(() => createMailer(product.desk, { ...settings, failed }, now))
    mailers.forEach((mailer) => mailer.start())
    await expect
      .poll(async () => {
        const [row] = await product.database.db
          .select({ open: sql<number>`count(*)::int` })
          .from(sql`report_reminders where due_at is not null`)
        return row!.open
      })
      .toBe(0)
    // Each looks once at the start.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await stop()
    return mailbox.mails.slice(before)
  }

  it('who coordinates is told once of each day, and of what is in the report nothing', async () => {
    await carl.call('PUT', '/api/v1/desk/mail-notices', { isOn: false })
    expect(await mailsOn('2024-07-05')).toEqual([])
    const mails = await mailsOn('2024-07-08')
    expect(mails.map(({ to }) => to)).toEqual([[cora.email]])
    expect(mails[0]!.text).toContain('Het rapport over juni 2024 is nog niet gemaakt')
    expect(mails[0]!.text).toContain('https://hulp.nl/dashboard/reports?month=2024-06')
    expect(mails[0]!.text).not.toMatch(/minuten|contacten|cliënt/u)
    expect(await mailsOn('2024-07-09')).toEqual([])
    // A Saturday, so the Friday before it.
    expect(await mailsOn('2024-07-12')).toHaveLength(1)
    expect(await mailsOn('2024-07-13')).toEqual([])
  }, 60_000)

  it('a report that has been sent, or an organisation that owes none, is not reminded of', async () => {
    const { staffId, organisationId, userId } = cora
    const me = { staffId, organisationId, userId, role: 'coordinator' as const, firstName: 'Cora' }
    const now = new Date('2024-07-14T08:00:00Z')
    const { draft } = await showMonth(product.desk, me, '2024-06', now)
    await sendMonth(product.desk, me, '2024-06', { after: 0, fingerprint: draft!.fingerprint }, now)
    await product.database.db.execute(sql`delete from report_reminders`)
    await gatherReminders(product.database.db, now)
    await gatherReminders(product.database.db, new Date('2024-08-20T08:00:00Z'))
    const rows = await product.database.db
      .select({ many: sql<number>`count(*)::int` })
      .from(sql`report_reminders`)
    expect(rows[0]!.many).toBe(0)
  })
})
