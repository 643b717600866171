/** Puts a text on the clipboard, and tells whether that worked. */
export async function copy(text: string): Promise<boolean> {
  try {
    // Browsers keep the clipboard for secure pages.
    if (navigator.clipboard) await navigator.clipboard.writeText(text)
    else return copyFromField(text)
    return true
  } catch {
    return false
  }
}

function copyFromField(text: string): boolean {
  const field = Object.assign(document.createElement('textarea'), { value: text })
  const focused = document.activeElement
  document.body.append(field)
  field.select()
  const worked = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return worked
}
