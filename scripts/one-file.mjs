import { createHash } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'
import { transform } from 'esbuild'

/** Below this a module is not worth unpacking. */
const SMALL = 1500

/**
 * One file out of the modules that esbuild has split a program into. What a start needs stands in it as code; every
 * other module, and the data given to `keep`, as compressed text at the end, in comments: V8 passes over a comment
 * without making anything of it, and reads the file for it when it is first used.
 */
export async function oneFile({ outputs, texts, main, atStart, data }) {
  const eager = reachable(outputs, main, atStart)
  const code = []
  const packed = [...data]
  for (const [path, text] of texts) {
    const { code: body } = await transform(text, OPTIONS)
    const name = JSON.stringify(nameOf(path))
    if (eager.has(path) || body.length < SMALL)
      code.push(`${name}:(function(module,exports,require){${asciiOnly(body)}\n})`)
    else code.push(`${name}:${packed.push(Buffer.from(body)) - 1}`)
  }
  const texts64 = packed.map(compressed)
  const build = createHash('sha256').update(texts64.join()).digest('hex').slice(0, 8)
  const comments = texts64.map((text, place) => `//${build}-${place}:${text}`)
  const places = comments.map(({ length }, place) => [lengthOf(comments.slice(place)), length])
  const table = `const build='${build}',places=${JSON.stringify(places)}`
  return `${HEAD}\n${table}\nconst modules={${code.join(',\n')}}\nload(${JSON.stringify(nameOf(main))})\n${comments.join('\n')}\n`
}

const OPTIONS = {
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  minify: true,
  supported: { 'dynamic-import': false },
  logLevel: 'error',
  // A module of the bundle is compiled without an address: `import.meta.url` would be undefined.
  logOverride: { 'empty-import-meta': 'error' },
}

/**
 * `load` is the `require` of every module; `packed:7` gives the bytes that stand in the comment `//BUILD-7:`. The
 * file stays open, so that a program that runs while it is replaced goes on with the one it was started from.
 */
const HEAD = `#!/usr/bin/env node
import { createRequire } from 'node:module'
const nodeRequire = createRequire(import.meta.url)
const fs = nodeRequire('node:fs')
const self = fs.openSync(nodeRequire('node:url').fileURLToPath(import.meta.url))
const { size } = fs.fstatSync(self)
const loaded = new Map()
function load(name) {
  const known = loaded.get(name)
  if (known !== undefined) return known.exports
  const body = modules[name]
  if (name.startsWith('packed:')) return unpack(name.slice(7))
  if (body === undefined) return nodeRequire(name)
  const module = { exports: {} }
  loaded.set(name, module)
  const run = typeof body === 'number' ? compile(name, unpack(body).toString()) : body
  run(module, module.exports, load)
  return module.exports
}
function compile(name, text) {
  return nodeRequire('node:vm').compileFunction(text, ['module', 'exports', 'require'], { filename: name })
}
function unpack(place) {
  const [fromEnd, length] = places[place]
  const bytes = Buffer.alloc(length)
  for (let read = 0; read < length; read += fs.readSync(self, bytes, read, length - read, size - fromEnd + read) || length);
  const [mark, text] = bytes.latin1Slice().split(':')
  if (mark !== '//' + build + '-' + place) throw new Error('The file of this program was changed while it ran. Start it again.')
  return nodeRequire('node:zlib').brotliDecompressSync(Buffer.from(text, 'base64'))
}`

/** Modules import each other by file name, which is unique. */
const nameOf = (path) => `./${path.split('/').at(-1)}`

function reachable(outputs, main, roots) {
  const found = new Set()
  const waiting = Object.keys(outputs).filter((path) => path === main || roots.includes(outputs[path].entryPoint))
  for (const path of waiting) {
    if (found.has(path)) continue
    found.add(path)
    for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement') waiting.push(next)
  }
  return found
}

const lengthOf = (lines) => lines.reduce((sum, { length }) => sum + length + 1, 0)

function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return brotliCompressSync(bytes, { params }).toString('base64')
}

/**
 * esbuild escapes every character beyond ASCII but those in regular expressions, where the same escape means the same.
 * One such character would make V8 hold and scan the whole file at two bytes a character.
 */
function asciiOnly(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
