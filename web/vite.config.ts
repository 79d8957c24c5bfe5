import { readFileSync, writeFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SMALLEST_WORTH_COMPRESSING = 1024
const KEPT_DOCUMENTS = 'src/graphql/generated/persisted-documents.json'

/** Each document comes with the file that asks for it, not all of them with the first. */
function documentsInPlace(): Plugin {
  const written = /\bgraphql\(`\s*(?:(?:query|mutation) (\w+)|fragment)[^`]*`\)/g
  const kept = new Map<string, string>()
  const inPlace = (found: string, name?: string) => (name === undefined ? 'undefined' : (kept.get(name) ?? found))
  return {
    name: 'documents-in-place',
    apply: 'build',
    enforce: 'pre',
    buildStart: () => {
      for (const [hash, text] of Object.entries(JSON.parse(readFileSync(KEPT_DOCUMENTS, 'utf8')) as Record<string, string>)) {
        const [, name = ''] = /\b(?:query|mutation) (\w+)/.exec(text) ?? []
        kept.set(name, `/* @__PURE__ */ keptDocument(${JSON.stringify(hash)}, ${JSON.stringify(text)})`)
      }
    },
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: written },
      handler: (code) => `import { keptDocument } from '/src/graphql/kept';${code.replace(written, inPlace)}`,
    },
  }
}

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
      writeFileSync(join(folder, 'documents.json'), readFileSync(KEPT_DOCUMENTS))
    },
  }
}

export default defineConfig({
  plugins: [documentsInPlace(), react(), readyToServe()],
  html: { cspNonce: 'made-for-each-answer' },
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What every screen needs comes as one file.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'frame', tags: ['$initial'] }] } } },
  },
  server: {
    proxy: { '/graphql': 'http://127.0.0.1:8000', '/auth': 'http://127.0.0.1:8000' },
  },
})
