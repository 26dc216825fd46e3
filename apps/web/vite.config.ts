import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'baseline-widely-available',
    // Everything stays a file of its own, so that a strict `img-src`/`script-src` needs no data: URLs.
    assetsInlineLimit: 0,
  },
});
