import { defineConfig } from '@playwright/test'
import tests from './playwright.config'

/** `npm run screenshots`: a picture of every screen, light and dark, in web/screenshots. */
export default defineConfig({ ...tests, testDir: 'pictures', use: { ...tests.use, viewport: { width: 1440, height: 900 } } })
