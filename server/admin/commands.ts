import { verifyAccessLog } from '../access-log/command.ts'
import type { Config } from '../config.ts'
import { showExpired } from '../privacy/retention-command.ts'
import { rotateMasterKeyCommand } from '../privacy/rotate-master-key.ts'
import { rotateOrganisationKeyCommand } from '../privacy/rotate-organisation-key.ts'
import { showKeyStateCommand } from '../privacy/show-key-state.ts'
import type { Store } from '../store.ts'

/** What a command works on: the store, and the settings of the server or of who opened the database himself. */
export type Administered = Store & { config: Config }

/** Shows a line to who gave the command, at once. */
export type Print = (line: string) => void

/** A command of `npm run admin`. An error that it throws is shown as its sentence, and ends the command with 1. */
export type Command = {
  /** One line for the list of commands. */
  describe: string
  /** What may follow the name, for that list: `[--organisation SLUG]`. */
  takes?: string
  run: (store: Administered, args: string[], print: Print) => Promise<void>
}

export const commands: Record<string, Command> = {
  'retention-dry-run': showExpired,
  'rotate-master-key': rotateMasterKeyCommand,
  'rotate-organisation-key': rotateOrganisationKeyCommand,
  'show-key-state': showKeyStateCommand,
  'verify-access-log': verifyAccessLog,
}

/** The commands with what each takes and does. */
export function listOfCommands(): string {
  const rows = Object.entries(commands).map(([name, { takes, describe }]) => ({
    call: takes ? `${name} ${takes}` : name,
    describe,
  }))
  return rows
    .toSorted((a, b) => a.call.localeCompare(b.call))
    .map(({ call, describe }) => `  ${call}\n      ${describe}`)
    .join('\n')
}

/** Runs a command by its name; throws a sentence when there is none of that name. */
export async function runCommand(
  store: Administered,
  [name = '', ...args]: readonly string[],
  print: Print,
): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name]! : null
  if (!command) throw new Error(`There is no command ${name}. Choose one of:\n${listOfCommands()}`)
  await command.run(store, args, print)
}
