import type { Chat, Frame } from '../frame.ts'
import { loadChat } from './load-chat.ts'
import { make, speechBubble } from './make.ts'
import { launcherWords } from './strings.ts'

/** The place in which the chat is shown, and the ways to open it and to take it out of the page. */
export type Panel = { open: () => void; remove: () => void }

type Settings = Omit<Frame, 'target' | 'close' | 'showUnread'>

/** Here the panel fills the screen, so that what lies behind it may not be reached meanwhile. */
const SMALL_SCREEN = '(max-width: 30em), (max-height: 30em)'

/** The chat in the place of the page where its element stands. */
export function panelInPage(frame: HTMLElement, settings: Settings): Panel {
  const target = make('div', { className: 'panel' })
  frame.append(target)
  const loading = loadChat({ ...settings, target, close() {}, showUnread() {} })
  void loading.then((chat) => chat.shown())
  return { open() {}, remove: () => void loading.then((chat) => chat.remove()) }
}

/** A button in the corner of the screen, and above the page the panel that it opens. */
export function floatingPanel(frame: HTMLElement, settings: Settings): Panel {
  const words = launcherWords(settings.locale)
  const count = make('span', { className: 'count', hidden: true })
  const launcher = make('button', { type: 'button', className: 'launcher' }, [
    speechBubble(),
    words('launcher.open'),
    count,
  ])
  const dialog = make('dialog', { className: 'panel', ariaLabel: words('launcher.title') })
  frame.append(launcher, dialog)
  let loading: Promise<Chat> | undefined

  async function open(byClient: boolean) {
    const isSmall = matchMedia(SMALL_SCREEN).matches
    // A page that opens the chat by itself must not take the screen or the focus away from whoever reads it.
    if (dialog.open || (isSmall && !byClient)) return
    launcher.hidden = true
    if (isSmall) dialog.showModal()
    else if (byClient) dialog.show()
    else dialog.setAttribute('open', '')
    loading ??= loadChat({ ...settings, target: dialog, close: () => dialog.close(), showUnread })
    const chat = await loading
    if (!dialog.open) return
    chat.shown()
    if (byClient) chat.focusField()
  }

  function showUnread(unread: number) {
    count.hidden = unread === 0
    count.textContent = words('launcher.unread', { count: String(unread) })
  }

  /** The keyboard of a phone lies over the page; the chat must not lie under it. */
  function fitAboveKeyboard() {
    frame.style.setProperty('--visible', `${visualViewport!.height}px`)
    frame.style.setProperty('--visible-from', `${visualViewport!.offsetTop}px`)
  }

  visualViewport?.addEventListener('resize', fitAboveKeyboard)
  visualViewport?.addEventListener('scroll', fitAboveKeyboard)
  launcher.addEventListener('click', () => void open(true))
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) dialog.close()
  })
  dialog.addEventListener('close', () => {
    launcher.hidden = false
    launcher.focus()
    void loading?.then((chat) => chat.hidden())
  })
  return { open: () => void open(false), remove: () => void loading?.then((chat) => chat.remove()) }
}
