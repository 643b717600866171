import { randomInt, randomUUID } from 'node:crypto'
import { hashPassword, symmetricEncrypt } from 'better-auth/crypto'
import {
  cannedReplies,
  credentials,
  secondFactors,
  staff,
  teamMembers,
  teams,
  users,
} from '../../db/schema.ts'
import { createAccounts } from '../../server/staff/accounts.ts'
import type { Role, StaffMember } from '../../server/staff/staff-member.ts'
import type { Store } from '../../server/store.ts'
import { base32 } from '../../test/support/totp.ts'
import { firstNameOf, type Demonstration, type Person } from './stories.ts'

/** Somebody who can log in to the demonstration. */
export type LogIn = { organisation: string; name: string; role: Role; email: string; secret: string }

export type Team = { members: Map<string, StaffMember>; teams: Map<string, string>; logIns: LogIn[] }

export const PASSWORD = 'paarse-olifant-fietst-naar-huis'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const SECRET_LENGTH = 20

/** Gives an organisation its people, teams and usual texts; who is away says so at the end. */
export async function employ(
  store: Store,
  organisation: { id: string; slug: string },
  { people, cannedReplies: replies }: Demonstration,
): Promise<Team> {
  const { db } = store
  const hired: Team = { members: new Map(), teams: new Map(), logIns: [] }
  const organisationId = organisation.id
  const password = await hashPassword(PASSWORD)
  for (const person of people) {
    const { member, logIn } = await hire(store, organisation, person, password)
    hired.members.set(member.firstName, member)
    hired.logIns.push(logIn)
    if (person.team && !hired.teams.has(person.team)) {
      const [team] = await db.insert(teams).values({ organisationId, name: person.team }).returning()
      hired.teams.set(person.team, team!.id)
    }
    const teamId = person.team && hired.teams.get(person.team)
    if (teamId) await db.insert(teamMembers).values({ teamId, staffId: member.staffId, organisationId })
  }
  await db.insert(cannedReplies).values(replies.map((each) => ({ ...each, organisationId })))
  return hired
}

async function hire(
  store: Store,
  { id: organisationId, slug }: { id: string; slug: string },
  { name, role }: Person,
  password: string,
): Promise<{ member: StaffMember; logIn: LogIn }> {
  const { db } = store
  const firstName = firstNameOf(name)
  const userId = randomUUID()
  const email = `${firstName.toLowerCase()}@${slug}.voorbeeld.nl`
  const secret = Array.from({ length: SECRET_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  const { secret: key } = createAccounts(store, { publicUrl: null, now: () => new Date(), failed: () => {} })
  await db.insert(users).values({ id: userId, name, email, emailVerified: true, twoFactorEnabled: true })
  await db
    .insert(credentials)
    .values({ id: randomUUID(), accountId: userId, providerId: 'credential', userId, password })
  await db.insert(secondFactors).values({
    id: randomUUID(),
    userId,
    secret: await symmetricEncrypt({ key, data: secret }),
    backupCodes: await symmetricEncrypt({ key, data: '[]' }),
  })
  // There until the story is told: then nobody is behind his desk, unless somebody logs in.
  const values = { organisationId, userId, role, firstName, presentUntil: new Date() }
  const [row] = await db.insert(staff).values(values).returning()
  return {
    member: { staffId: row!.id, organisationId, role, firstName, userId },
    logIn: { organisation: slug, name, role, email, secret: base32(secret) },
  }
}
