import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { InlineConfig, Plugin } from 'vite'
import { tabIcons } from './dashboard/tab-icons.ts'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const usual: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  build: { outDir: folder('dist/chat'), target: 'es2022', modulePreload: false },
}

/** Hands the styles of the components to the chat as texts, since a page may forbid style elements. */
function stylesAsTexts(): Plugin {
  const styles = JSON.stringify(folder('bot/widget/chat/styles.ts'))
  return {
    name: 'styles-as-texts',
    transform(code, id) {
      if (!id.endsWith('.svelte')) return null
      return code.replace(
        /^import (".*\.svelte)(\?svelte&type=style&lang\.css");$/mu,
        (_, component: string, style: string) =>
          `import style from ${component}?inline&${style.slice(1)};
           import { componentStyles } from ${styles};
           componentStyles.push(style);`,
      )
    },
  }
}

/**
 * A good part of a small widget is Svelte. The chat is never rendered on a server, has no boundaries and replaces its
 * state whole, so that it goes without what is there for those (2.7 kB with gzip). Without a boundary an error goes on
 * to whoever mounted the chat.
 */
const UNUSED_SVELTE: Record<string, string> = {
  'svelte/src/internal/client/dom/hydration.js': `
    export const hydrating = false
    export const hydrate_node = null
    export const hydrate_next = () => {}
    export const hydrate_template = () => {}
    export const next = () => {}
    export const read_hydration_instruction = () => {}
    export const reset = () => {}
    export const set_hydrate_node = () => {}
    export const set_hydrating = () => {}
    export const skip_nodes = () => {}`,
  'svelte/src/internal/client/dom/blocks/boundary.js': `
    import { EFFECT_PRESERVED, EFFECT_TRANSPARENT } from '#client/constants'
    import { block, branch } from '../../reactivity/effects.js'
    export const boundary = (node, _, children) =>
      block(() => void branch(() => children(node)), EFFECT_TRANSPARENT | EFFECT_PRESERVED)
    export const pending = null`,
  'svelte/src/internal/client/proxy.js': `
    export const proxy = (value) => value
    export const get_proxied_value = proxy
    export const is = Object.is`,
}

function withoutUnusedSvelte(): Plugin {
  return {
    name: 'without-unused-svelte',
    enforce: 'pre',
    load(id) {
      const unused = Object.entries(UNUSED_SVELTE).find(([path]) => id.endsWith(path))
      return unused ? { code: unused[1], moduleSideEffects: false } : null
    },
    moduleParsed({ id, code }) {
      if (id.includes('/bot/widget/') && code?.includes('$.proxy('))
        throw new Error(`${id}: in the chat only $state.raw may hold what is no plain value`)
    },
  }
}

/** Within its own root the chat need not tell its classes from another's, nor the page which Svelte it has. */
const compilerOptions = { cssHash: ({ name }: { name: string }) => `c-${name}`, discloseVersion: false }

/** The chat in one language: one script, loaded when the chat is first opened. */
export const chat = (locale: string): InlineConfig => ({
  ...usual,
  define: { LOCALE: JSON.stringify(locale) },
  root: folder('bot/widget'),
  plugins: [withoutUnusedSvelte(), svelte({ configFile: false, compilerOptions }), stylesAsTexts()],
  build: {
    ...usual.build,
    emptyOutDir: false,
    rolldownOptions: {
      input: folder('bot/widget/chat/main.ts'),
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: `assets/chat-${locale}-[hash].js` },
    },
  },
})

/** The script that a page embeds; it knows by which names the chat can be had. */
export const launcher = (chatScripts: Record<string, string>): InlineConfig => ({
  ...usual,
  root: folder('bot/widget'),
  define: { CHAT_SCRIPTS: JSON.stringify(chatScripts) },
  build: {
    ...usual.build,
    emptyOutDir: false,
    rolldownOptions: {
      input: folder('bot/widget/launcher/widget.ts'),
      output: { format: 'iife', entryFileNames: 'widget.js' },
    },
  },
})

/** The page on which to try the chat. */
export const page: InlineConfig = {
  ...usual,
  root: folder('bot/widget/page'),
  plugins: [svelte({ configFile: false })],
  build: { ...usual.build, emptyOutDir: false },
}

/** Our content policy forbids style attributes, which two parts of the component library have in their markup. */
function withoutStyleAttributes(): Plugin {
  return {
    name: 'without-style-attributes',
    enforce: 'pre',
    transform: (code, id) =>
      /bits-ui.*\.svelte$/u.test(id)
        ? code.replaceAll('style="display: contents;"', 'class="contents"')
        : null,
  }
}

/** Where staff work. */
export const desk: InlineConfig = {
  ...usual,
  root: folder('dashboard'),
  base: '/dashboard/',
  plugins: [withoutStyleAttributes(), svelte({ configFile: false }), tabIcons()],
  build: {
    ...usual.build,
    outDir: folder('dist/desk'),
    emptyOutDir: false,
    // Browsers of an office, which know light-dark() and await at the top of a module.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // What draws the charts is loaded with the first chart.
    chunkSizeWarningLimit: 600,
  },
}

/** The checks of the components read the settings from here. */
export default page
