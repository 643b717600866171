/** How much is sent and how often it goes wrong: small in `npm test`, in full in `npm run test:full`. */
const isFull = process.env.WEGWIJS_FULL === '1'

/** So many clients of the widget at once, each of whom sends his messages one after another. */
export type Load = { clients: number; messagesEach: number; followed: number; kills: number }
/** So many people on Telegram at once. */
export type Mail = { people: number; messagesEach: number; kills: number }

/** PostgreSQL on which databases may be made; in the small run there need not be one. */
export const postgresAddress =
  process.env.TEST_DATABASE_URL ?? (isFull ? 'postgres://postgres@127.0.0.1:5432/postgres' : null)

export const sizes = isFull
  ? {
      onPostgres: {
        load: { clients: 100, messagesEach: 100, followed: 30, kills: 50 },
        mail: { people: 50, messagesEach: 40, kills: 20 },
      },
      onPglite: {
        load: { clients: 20, messagesEach: 50, followed: 10, kills: 10 },
        mail: { people: 20, messagesEach: 20, kills: 5 },
      },
      crashes: {
        times: 5,
        load: { clients: 50, messagesEach: 60, followed: 20, kills: 0 },
        mail: { people: 20, messagesEach: 20, kills: 0 },
      },
      replays: 1000,
      faulty: { people: 20, messagesEach: 20, rounds: 10 },
      firstStarts: 20,
    }
  : {
      onPostgres: {
        load: { clients: 10, messagesEach: 15, followed: 4, kills: 2 },
        mail: { people: 5, messagesEach: 10, kills: 1 },
      },
      onPglite: {
        load: { clients: 10, messagesEach: 15, followed: 4, kills: 2 },
        mail: { people: 5, messagesEach: 10, kills: 1 },
      },
      crashes: {
        times: 1,
        load: { clients: 10, messagesEach: 15, followed: 4, kills: 0 },
        mail: { people: 3, messagesEach: 8, kills: 0 },
      },
      replays: 100,
      faulty: { people: 4, messagesEach: 4, rounds: 1 },
      firstStarts: 1,
    }

/** What one test may take, on a machine that others use as well. */
export const PATIENCE_MS = isFull ? 60 * 60_000 : 180_000
