import type { BotCommand } from 'grammy/types'
import { texts, type Locale } from '../../server/texts.ts'

const MENU = ['start', 'mens', 'organisatie', 'taal', 'gegevens', 'wis', 'help'] as const

export type CommandName = (typeof MENU)[number]

const DESCRIPTIONS = {
  start: 'telegram.menu.start',
  mens: 'telegram.menu.mens',
  organisatie: 'telegram.menu.organisatie',
  taal: 'telegram.menu.taal',
  gegevens: 'telegram.menu.gegevens',
  wis: 'telegram.menu.wis',
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
export const command = (name: CommandName) => new RegExp(`^\\s*/${name}(?:@\\w+)?(?:\\s+(\\S+))?`, 'iu')
