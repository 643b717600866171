import type { Chat, Frame } from '../frame.ts'
import type { Locale } from '../words.ts'
import { make } from './make.ts'
import { launcherWords } from './strings.ts'

/** Where the build put the chat scripts on our server. */
declare const CHAT_SCRIPTS: Record<Locale, string>

/** Loads the chat into its frame. When it does not come the client reads that, and can try again. */
export async function loadChat(frame: Frame, tries = 0): Promise<Chat> {
  const words = launcherWords(frame.locale)
  const notice = make('p', { className: 'notice', role: 'status' }, [words('launcher.loading')])
  frame.target.replaceChildren(notice)
  try {
    // A browser may remember that a script did not come; under another name it asks again.
    const again = tries === 0 ? '' : `?${tries}`
    const { openChat } = await import(/* @vite-ignore */ frame.server + CHAT_SCRIPTS[frame.locale] + again)
    notice.remove()
    return openChat(frame)
  } catch {
    await new Promise((retry) => {
      const buttons = [make('button', { type: 'button', onclick: retry }, [words('launcher.retry')])]
      if (!frame.inPage)
        buttons.push(make('button', { type: 'button', onclick: frame.close }, [words('launcher.close')]))
      const sentence = make('p', { role: 'alert' }, [words('launcher.failed')])
      frame.target.replaceChildren(make('div', { className: 'notice' }, [sentence, ...buttons]))
    })
    // The button that was tapped goes away.
    frame.target.tabIndex = -1
    frame.target.focus()
    return loadChat(frame, tries + 1)
  }
}
