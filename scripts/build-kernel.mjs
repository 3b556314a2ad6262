// Compiles src/table/byte-index/kernel.as into kernel-code.ts beside it. Needs the npm registry: the compiler is not
// among the dependencies, because only a change of the kernel needs it.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const COMPILER = 'assemblyscript@0.28.20'
const OPTIONS = '-O3 --noAssert --runtime stub --enable simd --enable bulk-memory --importMemory'
const target = new URL('../src/table/byte-index/kernel-code.ts', import.meta.url)

const source = await readFile(new URL('../src/table/byte-index/kernel.as', import.meta.url), 'utf8')
await writeFile(target, moduleOf(await compile(source)))

async function compile(text) {
  const folder = await mkdtemp(join(tmpdir(), 'kernel-'))
  try {
    await writeFile(join(folder, 'kernel.ts'), text)
    const command = [
      '--yes',
      '--package',
      COMPILER,
      'asc',
      'kernel.ts',
      ...OPTIONS.split(' '),
      '--outFile',
      'kernel.wasm',
    ]
    execFileSync('npx', command, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] })
    return await readFile(join(folder, 'kernel.wasm'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function moduleOf(code) {
  const sourceHash = createHash('sha256').update(source).digest('hex')
  const lines = code.toString('base64').match(/.{1,100}/g)
  return `// Made by scripts/build-kernel.mjs with ${COMPILER}: never edited.

/** SHA-256 of the kernel.as it was made from. */
export const KERNEL_SOURCE_SHA256 = '${sourceHash}'

/** WebAssembly, ${code.length} bytes in base64. */
export const KERNEL_CODE =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
}
