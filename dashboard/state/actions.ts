import type { Desk } from './desk.svelte.ts'
import type { Actions } from './shortcuts.ts'

/** What can be done wherever one is in the desk. */
export function actionsOf(desk: Desk, show: (overlay: 'palette' | 'sheet') => void): Actions {
  const { address, preferences, session, api, toasts } = desk
  const view = (name: 'urgent' | 'waiting' | 'mine' | 'all' | 'closed') => () =>
    address.go(`/dashboard?view=${name}`)
  return {
    urgent: view('urgent'),
    waiting: view('waiting'),
    mine: view('mine'),
    all: view('all'),
    closed: view('closed'),
    settings: () => address.go('/dashboard/settings'),
    palette: () => show('palette'),
    sheet: () => show('sheet'),
    theme: () => void preferences.change({ theme: preferences.isDark ? 'light' : 'dark' }),
    language: () => void preferences.change({ locale: preferences.locale === 'nl' ? 'en' : 'nl' }),
    sound: () => void preferences.change({ sound: !preferences.sound }),
    absence: () => void setAbsence(),
  }

  async function setAbsence() {
    const { me } = session.own!
    try {
      Object.assign(me, await api.setAbsence(!me.isAbsent))
      desk.readAgain()
    } catch (error) {
      toasts.tellProblem(error)
    }
  }
}
