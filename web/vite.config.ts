import { readFileSync, writeFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SMALLEST_WORTH_COMPRESSING = 1024

/** Compresses each asset once, when it is built, and lists the GraphQL documents that may be sent. */
function readyToServe(): Plugin {
  let folder = ''
  return {
    name: 'ready-to-serve',
    apply: 'build',
    configResolved: (config) => {
      folder = config.build.outDir
    },
    closeBundle: () => {
      const assets = join(folder, 'assets')
      for (const name of readdirSync(assets)) {
        const content = readFileSync(join(assets, name))
        if (content.length < SMALLEST_WORTH_COMPRESSING) continue
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }))
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content, quality))
      }
      const documents = readFileSync('src/graphql/generated/persisted-documents.json')
      writeFileSync(join(folder, 'documents.json'), documents)
    },
  }
}

export default defineConfig({
  plugins: [react(), readyToServe()],
  html: { cspNonce: 'made-for-each-answer' },
  build: { outDir: 'dist', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: {
    proxy: { '/graphql': 'http://127.0.0.1:8000', '/auth': 'http://127.0.0.1:8000' },
  },
})
