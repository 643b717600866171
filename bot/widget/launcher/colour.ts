type Rgb = readonly number[]

/** The backgrounds on which the accent colour is read, the hardest one of each scheme. */
const LIGHT_SURFACE = [243, 246, 245]
const DARK_SURFACE = [27, 37, 38]
/** WCAG 2.2, 1.4.3. */
const READABLE = 4.5
const STEP = 0.04

/** Lets a frame wear an organisation's colour, darkened or lightened until it can be read as text. */
export function wearColour(frame: HTMLElement, asked: string): void {
  const colour = parsed(asked)
  if (!colour) return
  const wear = (name: string, value: Rgb) => frame.style.setProperty(name, `rgb(${value.join(' ')})`)
  wear('--given', colour)
  wear('--given-on', contrast(colour, WHITE) >= READABLE ? WHITE : BLACK)
  wear('--given-light', readable(colour, LIGHT_SURFACE, BLACK))
  wear('--given-dark', readable(colour, DARK_SURFACE, WHITE))
}

const WHITE = [255, 255, 255]
const BLACK = [0, 0, 0]

/** Whatever a browser takes for a colour, as long as one cannot look through it. */
function parsed(asked: string): Rgb | null {
  if (!CSS.supports('color', asked)) return null
  const canvas = document.createElement('canvas').getContext('2d')!
  canvas.fillStyle = asked
  const [, ...parts] = /^#(..)(..)(..)$/u.exec(canvas.fillStyle) ?? []
  return parts.length === 3 ? parts.map((part) => Number.parseInt(part, 16)) : null
}

function readable(colour: Rgb, surface: Rgb, towards: Rgb): Rgb {
  let share = 0
  let mixed = colour
  while (contrast(mixed, surface) < READABLE) {
    share += STEP
    mixed = colour.map((part, i) => Math.round(part + (towards[i]! - part) * share))
  }
  return mixed
}

function contrast(a: Rgb, b: Rgb): number {
  const [lighter, darker] = [luminance(a), luminance(b)].toSorted((one, other) => other - one)
  return (lighter! + 0.05) / (darker! + 0.05)
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) =>
    part <= 10 ? part / 3294 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
