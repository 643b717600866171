import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: folder('bot/widget'),
  plugins: [svelte({ configFile: false })],
  build: { outDir: folder('dist/chat'), emptyOutDir: true, target: 'es2022' },
})
