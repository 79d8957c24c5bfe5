import { defineConfig } from '@playwright/test'

/** Against a running installation with the demo's pharmacies: MORTAR_URL and MORTAR_DEMO say which. */
export default defineConfig({
  testDir: 'e2e',
  timeout: 400_000,
  expect: { timeout: 60_000 },
  workers: 1,
  // A machine with much to do may be slower than a person would ever be.
  retries: 1,
  reporter: [['list']],
  use: {
    baseURL: process.env.MORTAR_URL ?? 'http://127.0.0.1:8000',
    // Whoever waits longer waits for what does not come.
    actionTimeout: 90_000,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
