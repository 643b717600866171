import {
  bigint,
  boolean,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { organisations } from './organisations.ts'
import { moment, ownRows } from './walls.ts'

/** Somebody who can log in. He is staff of one or more organisations. The walls close this to the role of requests. */
export const users = pgTable('users', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  twoFactorEnabled: boolean().notNull().default(false),
  createdAt: moment('created_at').notNull().defaultNow(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
}).enableRLS()

export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The organisation that he works for in this session. */
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    /** Since when it is known that who holds it also has the second factor; null: he only gave a password. */
    secondFactorAt: moment('second_factor_at'),
    /** When the person at the desk last did something; what the desk asks by itself does not count. */
    usedAt: moment('used_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('sessions_by_user').on(table.userId)],
).enableRLS()

/** A way to prove who one is: a password, or an account at the organisation's own log-in. */
export const credentials = pgTable(
  'credentials',
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: moment('access_token_expires_at'),
    refreshTokenExpiresAt: moment('refresh_token_expires_at'),
    scope: text(),
    password: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('credentials_by_user').on(table.userId)],
).enableRLS()

export const verifications = pgTable(
  'verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [index('verifications_by_identifier').on(table.identifier)],
).enableRLS()

export const secondFactors = pgTable(
  'second_factors',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    verified: boolean().notNull().default(true),
    failedVerificationCount: integer().notNull().default(0),
    lockedUntil: moment('locked_until'),
    /** The half minute of the newest code that was taken: that code and older ones are not taken again. */
    lastUsedStep: bigint({ mode: 'number' }),
  },
  (table) => [index('second_factors_by_user').on(table.userId)],
).enableRLS()

export const rateLimits = pgTable('rate_limits', {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: bigint({ mode: 'number' }).notNull(),
}).enableRLS()

export const role = pgEnum('staff_role', ['supporter', 'coordinator', 'administrator'])

/** Somebody's place in an organisation. */
export const staff = pgTable(
  'staff',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: role().notNull(),
    /** What clients see of him. */
    firstName: text().notNull(),
    /** His desk was open until now or a little later; who asks whether somebody is there looks at this. */
    presentUntil: moment('present_until'),
    /** He said that he is away; his conversations then wait for others. */
    absentSince: moment('absent_since'),
    mailNotices: boolean().notNull().default(true),
    removedAt: moment('removed_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('staff_once').on(table.organisationId, table.userId),
    unique('staff_of_organisation').on(table.id, table.organisationId),
    index('staff_by_user').on(table.userId),
    ownRows('own_staff', table.organisationId, 'all'),
  ],
).enableRLS()

/** A link by which somebody becomes staff, good for one time. */
export const invitations = pgTable(
  'invitations',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Null: of every organisation there is, for the first administrator. */
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    email: text(),
    role: role().notNull(),
    tokenDigest: text().notNull(),
    invitedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    expiresAt: moment('expires_at').notNull(),
    acceptedAt: moment('accepted_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('invitations_token').on(table.tokenDigest),
    index('invitations_by_organisation').on(table.organisationId, table.createdAt),
    ownRows('own_invitations', table.organisationId, 'all'),
  ],
).enableRLS()

/** A link by which a colleague who lost his password, or his phone too, gets in again; good for one time. */
export const recoveries = pgTable(
  'recoveries',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    staffId: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    losesSecondFactor: boolean().notNull(),
    tokenDigest: text().notNull(),
    madeBy: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('recoveries_token').on(table.tokenDigest),
    index('recoveries_by_staff').on(table.staffId),
    ownRows('own_recoveries', table.organisationId, 'all'),
  ],
).enableRLS()

/** Colleagues to whom a conversation can be given together. */
export const teams = pgTable(
  'teams',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    name: text().notNull(),
  },
  (table) => [
    unique('teams_name').on(table.organisationId, table.name),
    ownRows('own_teams', table.organisationId, 'all'),
  ],
).enableRLS()

export const teamMembers = pgTable(
  'team_members',
  {
    teamId: uuid()
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    staffId: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.staffId] }),
    index('team_members_by_staff').on(table.staffId),
    ownRows('own_team_members', table.organisationId, 'all'),
  ],
).enableRLS()
