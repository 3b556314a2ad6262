import { defineConfig } from 'vitest/config'
import { pagePlugin } from './scripts/page.mjs'

export default defineConfig({
  plugins: [pagePlugin],
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
})
