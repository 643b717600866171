import type { Plugin } from 'vite'

const COLOURS = { waiting: '#0b5d59', urgent: '#b3261e' }
const SIGN = '<path d="M15 5h2v4h7l3 3-3 3h-7v3h-2v-3H8V9h7zM15 21h2v6h-2z" fill="#fff"/>'
/** What fits in an icon; notifications.svelte.ts asks for "many" above it. */
const MOST = 9

const icon = (colour: string, sign: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${colour}"/>${sign}</svg>`

const number = (text: string | number) =>
  `<text x="16" y="24" font-family="sans-serif" font-size="22" font-weight="700" text-anchor="middle" fill="#fff">${text}</text>`

/** What the icon of the desk's tab can show; the content policy lets a page make no pictures itself. */
export function tabIcons(): Plugin {
  return {
    name: 'tab-icons',
    generateBundle() {
      const emit = (name: string, source: string) =>
        this.emitFile({ type: 'asset', fileName: `assets/${name}.svg`, source })
      emit('icon', icon(COLOURS.waiting, SIGN))
      for (const [kind, colour] of Object.entries(COLOURS)) {
        for (let count = 1; count <= MOST; count++) emit(`icon-${kind}-${count}`, icon(colour, number(count)))
        emit(`icon-${kind}-many`, icon(colour, number(`${MOST}+`)))
      }
    },
  }
}
