import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const page = (name: string): string => new URL(name, import.meta.url).pathname;

/**
 * Four pages, served by the engine under a strict content security policy: nothing inline, nothing from
 * elsewhere, every path absolute on the engine's own origin.
 */
export default defineConfig({
  root: page('.'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: page('../build/renderer'),
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index', 'settings', 'history', 'capture'].map((name) => page(`${name}.html`)),
      output: {
        codeSplitting: {
          // Packed together they are smaller than in pieces.
          groups: [
            { name: 'packages', test: /node_modules.(?:react|react-dom|scheduler|zustand|zod)\b/ },
            {
              name: 'session',
              test: /renderer.(?:parts|session.(?:bootstrap|follow-appearance|report-painted|reversal|selectors|session)|messages.(?:engine-texts|speaker-text|use-messages)|hud.(?:answer-keys|follow|reading|speaker|use-))/,
            },
          ],
        },
      },
    },
  },
});
