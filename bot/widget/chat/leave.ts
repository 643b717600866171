const ELSEWHERE = 'https://www.google.nl/'
const WITHIN_MS = 1500

/** Shows something harmless at once, whatever the network does, and leaves no way back to this page. */
export function leavePage(): void {
  document.documentElement.style.setProperty('display', 'none', 'important')
  document.title = ''
  location.replace(ELSEWHERE)
}

/** Tells of three presses of Escape soon after each other, of which the first was made in the open chat. */
export function countEscapes(): (event: KeyboardEvent, isOpen: boolean) => boolean {
  let presses: number[] = []
  return ({ key, repeat, timeStamp }, isOpen) => {
    if (key !== 'Escape' || repeat) return false
    presses = presses.filter((each) => timeStamp - each < WITHIN_MS)
    if (isOpen || presses.length > 0) presses.push(timeStamp)
    return presses.length === 3
  }
}
