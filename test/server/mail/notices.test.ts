import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer, type Mailer } from '../../../server/mail/mailer.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { openMailbox, type Mailbox } from '../../support/mailbox.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

describe.each(databaseKinds)('mail to staff, on $name', (kind) => {
  let product: Product
  let mailbox: Mailbox
  let mailers: Mailer[]
  let [anna, bram, elsewhere] = [] as unknown as [Staff, Staff, Staff]

  beforeAll(async () => {
    mailbox = await openMailbox()
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    bram = await loggedInStaff(product, { firstName: 'Bram' })
    elsewhere = await loggedInStaff(product, { firstName: 'Els', organisation: 'zonl' })
    const settings = { smtpUrl: mailbox.url, from: 'wegwijs@voorbeeld.nl', address: () => 'https://hulp.nl' }
    // Two servers on one database, of which one sends.
    mailers = [0, 1].map(() =>
      createMailer(product.desk, {
        ...settings,
        failed: (error) => {
          throw error
        },
      }),
    )
    mailers.forEach((mailer) => mailer.start())
  })
  afterAll(async () => {
    await Promise.all(mailers.map((mailer) => mailer.stop()))
    await product.stop()
    await product.close()
    await mailbox.close()
  })

  const mailsTo = ({ email }: Staff) => mailbox.mails.filter(({ to }) => to.includes(email))

  it('a client who waits is told to supporters whose desk is closed, without a word of what it is about', async () => {
    await bram.call('PUT', '/api/v1/desk/mail-notices', { isOn: false })
    const client = clientOf(product.app)
    const chat = await client.start()
    await client.say(chat, { clientMessageId: '1', text: 'Mijn nieuwe heup doet pijn' })
    await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    await expect.poll(() => mailsTo(anna)).toHaveLength(1)
    const [mail] = mailsTo(anna)
    expect(mail!.text).toContain(`https://hulp.nl/dashboard/conversations/${chat.id}`)
    expect(mail!.text).not.toContain('heup')
    expect(mailsTo(bram)).toHaveLength(0)
    expect(mailsTo(elsewhere)).toHaveLength(0)
  })

  it(
    'a mention reaches who is mentioned, also when the mail server refuses at first',
    { timeout: 60_000 },
    async () => {
      const before = mailsTo(anna).length
      const client = clientOf(product.app)
      const chat = await client.start()
      mailbox.refuse(1)
      const note = { text: 'Kijk jij even?', mentions: [anna.staffId] }
      await bram.call('POST', `/api/v1/desk/conversations/${chat.id}/notes`, note)
      await expect.poll(() => mailsTo(anna).length, { timeout: 20_000 }).toBe(before + 1)
    },
  )
})
