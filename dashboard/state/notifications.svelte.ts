import { t, type StringKey } from '../strings.svelte.ts'
import { soundAlarm } from './alarm.ts'
import type { Preferences } from './preferences.svelte.ts'

const MOST_IN_ICON = 9

/** What reaches a person who looks elsewhere: the tab's title and icon, a notification, a sound, a spoken line. */
export class Notifications {
  /** Own conversations in which something was written since they were last looked at. */
  unread = $state<string[]>([])
  /** Spoken when there is time. */
  polite = $state('')
  /** Spoken at once. */
  assertive = $state('')
  permission = $state<NotificationPermission>('Notification' in window ? Notification.permission : 'denied')
  #alarmed = new Set<string>()
  #preferences: Preferences
  #open: (id: string) => void

  constructor(preferences: Preferences, open: (id: string) => void) {
    this.#preferences = preferences
    this.#open = open
  }

  arrived(id: string): void {
    this.polite = ''
    setTimeout(() => (this.polite = t('news.arrived')))
    this.#notify(id, 'news.arrived')
  }

  crisis(id: string): void {
    if (this.#alarmed.has(id)) return
    this.#alarmed.add(id)
    this.assertive = ''
    setTimeout(() => (this.assertive = t('news.crisis')))
    if (this.#preferences.sound) void soundAlarm()
    this.#notify(id, 'news.crisis')
  }

  wrote(id: string): void {
    if (!this.unread.includes(id)) this.unread.push(id)
    this.#notify(id, 'news.wrote')
  }

  seen(id: string): void {
    if (this.unread.includes(id)) this.unread = this.unread.filter((each) => each !== id)
  }

  async ask(): Promise<void> {
    this.permission = await Notification.requestPermission()
    await this.#preferences.change({ notifications: this.permission === 'granted' })
  }

  /** Shows in the tab how many wait for a person. */
  showInTab({ urgent, waiting }: { urgent: number; waiting: number }, page: string): void {
    const count = urgent || waiting + this.unread.length
    const title = page ? `${page} · Wegwijs` : 'Wegwijs'
    document.title = urgent ? `${t('news.tab-crisis')} · ${title}` : count ? `(${count}) ${title}` : title
    const number = count > MOST_IN_ICON ? 'many' : count
    const icon = count ? `icon-${urgent ? 'urgent' : 'waiting'}-${number}.svg` : 'icon.svg'
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')!
    const href = `/dashboard/assets/${icon}`
    if (link.getAttribute('href') !== href) link.href = href
  }

  /** Says nothing of what was written: it may lie on a screen that others see. */
  #notify(id: string, text: StringKey) {
    const isWanted = this.#preferences.notifications && this.permission === 'granted'
    if (!isWanted || !document.hidden) return
    const notification = new Notification('Wegwijs', { body: t(text), tag: id })
    notification.addEventListener('click', () => {
      focus()
      this.#open(id)
      notification.close()
    })
  }
}
