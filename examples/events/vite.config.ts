import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'front',
  plugins: [react()],
  // The library is linked and has a React of its own beside it: there must be one.
  resolve: { dedupe: ['react', 'react-dom'] },
  // Nothing inline: the pages' content security policy allows files of this origin alone.
  build: { outDir: '../dist', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
