const COPIED = ['locale', 'colour', 'position', 'open']

/** Puts the chat that a script tag asks for into the page: where the tag stands, or floating above all. */
export function placeFor(script: HTMLScriptElement, organisation: string): void {
  const inPage = script.dataset.position === 'page'
  // A second tag, of a template and of its page for instance, must not put a second button over the first.
  if (!inPage && document.querySelector('wegwijs-chat:not([position="page"])')) return
  const chat = document.createElement('wegwijs-chat')
  chat.setAttribute('organisation', organisation)
  chat.setAttribute('server', new URL(script.src).origin)
  for (const name of COPIED) {
    const value = script.dataset[name]
    if (value !== undefined) chat.setAttribute(name, value)
  }
  if (inPage && document.body.contains(script)) script.after(chat)
  else document.body.append(chat)
}
