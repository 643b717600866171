import { routes } from '../../../server/routes.ts'
import type { Example, Made } from './example.ts'
import { examplesOfAccounts } from './of-accounts.ts'
import { examplesOfPrivacy } from './of-privacy.ts'
import { examplesOfTheDesk } from './of-the-desk.ts'
import type { Workplace } from './workplace.ts'

const examples: Record<string, Made> = { ...examplesOfTheDesk, ...examplesOfPrivacy, ...examplesOfAccounts }

/** The routes of the product, as the table has them. */
export const everyRoute = routes.map(([method, path, permission]) => ({
  method,
  route: path,
  name: `${method} ${path}`,
  permission,
}))
export type EachRoute = (typeof everyRoute)[number]

/** Routes of which nobody has written down how they are asked, and examples of routes that are gone. */
export const withoutExample = everyRoute.filter(({ name }) => !(name in examples)).map(({ name }) => name)
export const withoutRoute = Object.keys(examples).filter(
  (name) => !everyRoute.some((each) => each.name === name),
)

/** A request to the route that is right for whoever may ask it in this organisation, made afresh. */
export async function exampleOf(at: Workplace, name: string): Promise<Example> {
  const made = examples[name]
  if (!made) throw new Error(`test/support/every-route has no example of ${name}: add one`)
  return typeof made === 'function' ? made(at) : made
}
