import type { BotCommand } from 'grammy/types'
import { texts, type Locale } from '../../server/texts.ts'

const MENU = ['start', 'mens', 'organisatie', 'taal', 'gegevens', 'wis', 'stop', 'help'] as const

export type CommandName = (typeof MENU)[number]

const DESCRIPTIONS = {
  start: 'telegram.menu.start',
  mens: 'telegram.menu.mens',
  organisatie: 'telegram.menu.organisatie',
  taal: 'telegram.menu.taal',
  gegevens: 'telegram.menu.gegevens',
  wis: 'telegram.menu.wis',
  stop: 'telegram.menu.stop',
  help: 'telegram.menu.help',
} as const

/** The commands in the menu of a bot; one organisation's own bot has no choice of organisation. */
export function menu(locale: Locale, ownBot: boolean): BotCommand[] {
  const say = texts(locale)
  return MENU.filter((name) => !(ownBot && name === 'organisatie')).map((command) => ({
    command,
    description: say(DESCRIPTIONS[command]),
  }))
}

/** A command as it is typed or tapped, with what stands behind it. */
export const command = (name: CommandName) => new RegExp(`^\\s*/${name}(?:@\\w+)?(?=\\s|$)\\s*(\\S+)?`, 'iu')

const ANY_COMMAND = /^\s*\/\w+(?:@\w+)?(?=\s|$)/u

const IN_MENU = new RegExp(`^\\s*/(?:${MENU.join('|')})(?:@\\w+)?(?=\\s|$)`, 'iu')

export const isCommand = (text: string): boolean => ANY_COMMAND.test(text)
export const isInMenu = (text: string): boolean => IN_MENU.test(text)

/** What somebody wrote behind a command, or the whole text when there is none. */
export const withoutCommand = (text: string): string => text.replace(ANY_COMMAND, '').trim()
