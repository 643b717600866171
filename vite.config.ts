import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { InlineConfig, Plugin } from 'vite'

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

/** Within its own root the chat need not tell its classes from another's, nor the page which Svelte it has. */
const compilerOptions = { cssHash: ({ name }: { name: string }) => `c-${name}`, discloseVersion: false }

/** The chat in one language: one script, loaded when the chat is first opened. */
export const chat = (locale: string): InlineConfig => ({
  ...usual,
  define: { LOCALE: JSON.stringify(locale) },
  root: folder('bot/widget'),
  plugins: [svelte({ configFile: false, compilerOptions }), stylesAsTexts()],
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

/** The checks of the components read the settings from here. */
export default page
