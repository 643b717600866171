/** Lets the browser save a file. */
export function save(file: Blob, name: string): void {
  const href = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href, download: name }).click()
  // The browser has to have begun reading it.
  setTimeout(() => URL.revokeObjectURL(href), 10_000)
}
