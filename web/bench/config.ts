import { defineConfig } from '@playwright/test'
import tests from '../playwright.config'

/** What `python -m bench.web` measures with. */
export default defineConfig({ ...tests, testDir: '.', testMatch: 'screens.ts', timeout: 500_000 })
