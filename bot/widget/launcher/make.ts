/** Makes an element; a page with a strict policy may forbid to make it from HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  children: (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

const SVG = 'http://www.w3.org/2000/svg'

export function speechBubble(): SVGElement {
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', '0 0 24 24')
  picture.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute(
    'd',
    'M5 3h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-7l-5 4.5V17H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z',
  )
  picture.append(path)
  return picture
}
