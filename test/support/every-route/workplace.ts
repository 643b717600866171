import { randomUUID } from 'node:crypto'
import { clientOf, type Chat } from '../client.ts'
import type { Product } from '../product.ts'
import { madeBy, SIGNALS } from '../signals.ts'
import { loggedInStaff, type Staff } from '../staff.ts'

export type Workplace = Awaited<ReturnType<typeof workplaceAt>>

const DESK = '/api/v1/desk'

/**
 * An organisation with somebody in each role, and the ways to one of everything that can be read or changed there. The
 * mark stands in whatever its clients say and in whatever is said of them, and nowhere else.
 */
export async function workplaceAt(product: Product, organisation: string, mark: string) {
  const door = clientOf(product.app)
  const staff = async (role: 'supporter' | 'coordinator' | 'administrator', firstName: string) =>
    loggedInStaff(product, { organisation, role, firstName })
  const anna = await staff('supporter', 'Anna')
  const bram = await staff('supporter', 'Bram')
  const cora = await staff('coordinator', 'Cora')
  const ada = await staff('administrator', 'Ada')
  /** Somebody who has not taken a second factor into use yet. */
  const newcomer = () => loggedInStaff(product, { organisation, firstName: 'Nynke', hasSecondFactor: false })
  let people = 0
  let names = 0
  const named = (name: string) => `${name} ${mark} ${(names += 1)}`

  /** A conversation in which somebody waits for a person. */
  async function waiting(): Promise<Chat> {
    const chat = await door.start(organisation)
    await door.say(chat, { clientMessageId: 'asked', text: `Mag ik mijn dossier zien? ${mark}` })
    await door.call('POST', `/conversations/${chat.id}/handoff`, { name: `Riet ${mark}` }, chat.token)
    return chat
  }
  async function taken(by: Staff = anna): Promise<Chat> {
    const chat = await waiting()
    await must(by.call('POST', `${DESK}/conversations/${chat.id}/claim`))
    const said = { clientMessageId: randomUUID(), text: `Ik help u. ${mark}` }
    await must(by.call('POST', `${DESK}/conversations/${chat.id}/replies`, said))
    return chat
  }
  async function closed(): Promise<Chat> {
    const chat = await taken()
    await must(anna.call('POST', `${DESK}/conversations/${chat.id}/close`, { result: 'answered' }))
    return chat
  }
  async function client(): Promise<string> {
    people += 1
    const birthDate = new Date(Date.UTC(1930, 0, people * 137)).toISOString().slice(0, 10)
    const person = { name: `Riet ${mark}${lettersOf(people)}`, birthDate, law: 'wlz', isNew: true }
    const { id } = await must(anna.call('POST', `${DESK}/clients`, person))
    return id
  }
  /** A contact by telephone, as it is shown. */
  async function contact(clientId: string) {
    const [wanted, id] = [contactOf(clientId), randomUUID()]
    await must(anna.call('POST', `${DESK}/contacts`, { ...wanted, id }))
    return { id, wanted }
  }
  const contactOf = (clientId: string) => ({
    clientId,
    channel: 'phone',
    startedAt: new Date(Date.now() - 3600_000).toISOString(),
    minutes: 12,
    service: 'information_advice_and_general_support',
    note: `Gebeld over de hulp. ${mark}`,
  })
  async function question(clientId: string): Promise<string> {
    const startedOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    const wanted = { clientId, startedOn, aim: `Een plek dichtbij. ${mark}` }
    const { questions } = await must(anna.call('POST', `${DESK}/support-questions`, wanted))
    return questions[0].id
  }
  async function consent(clientId: string): Promise<string> {
    const wanted = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2026-01-05', isFormOnFile: true }
    const { consents } = await must(anna.call('POST', `${DESK}/clients/${clientId}/consents`, wanted))
    return consents.at(-1).id
  }
  async function acuteContact(): Promise<string> {
    const wanted = { zorgkantoor: 'VGZ', name: `Ineke ${mark}`, phone: '072 1234567', email: null }
    return (await must(cora.call('POST', `${SIGNALS}/acute-contacts`, wanted))).id
  }
  const signal = () => madeBy(anna, { provider: `Huis ${mark}`, isChecked: true })
  const cannedReply = (shortcut: string) =>
    made(cora, `${DESK}/canned-replies`, { shortcut, title: 'Groet', text: `Goedendag. ${mark}` })
  const team = (name: string) => made(cora, `${DESK}/teams`, { name: named(name), memberIds: [] })
  const view = (name: string) => made(anna, `${DESK}/saved-views`, { name: named(name), query: '' })
  const category = (name: string) =>
    made(cora, `${SIGNALS}/categories`, { kind: 'signal', name: named(name) })
  const invitation = () => must(ada.call('POST', '/api/v1/staff/invitations', { role: 'supporter' }))
  async function recovery() {
    const { staffId } = await staff('supporter', 'Hugo')
    return must(ada.call('POST', `/api/v1/staff/${staffId}/recovery`, { losesSecondFactor: false }))
  }
  const has = { waiting, taken, closed, client, contact, contactOf, question, consent, acuteContact }
  const sets = { signal, cannedReply, team, view, category, invitation, recovery }
  return { ...has, ...sets, door, mark, staff, newcomer, anna, bram, cora, ada }
}

/** A number in letters: names have no digits. */
const lettersOf = (number: number) =>
  Array.from(String(number), (digit) => 'abcdefghij'[Number(digit)]).join('')

const made = async (by: Staff, path: string, body: object): Promise<string> =>
  (await must(by.call('POST', path, body))).id

/** What was answered; throws when it was a refusal. */
export async function must<Body>(asked: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await asked
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
