const TOKENS = {
  text: '--text',
  muted: '--muted',
  line: '--line',
  surface: '--surface-raised',
  accent: '--accent',
  good: '--good',
  warning: '--warning',
  danger: '--danger',
} as const

/** The colours of the desk as they are now, light or dark, for what is drawn and not styled. */
export type Colours = Record<keyof typeof TOKENS, string>

/** A colour that differs by theme is only known to a browser where it is used. */
export function coloursAt(place: HTMLElement): Colours {
  const probe = place.appendChild(document.createElement('span'))
  const entries = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return Object.fromEntries(entries) as Colours
}
