// Builds the program: dist/main.js, one file that starts without node_modules, and the licences of what is in it.
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { bundle } from './bundle.mjs'
import { licencesOf } from './licences.mjs'

const outdir = new URL('../dist/', import.meta.url)

const { text, parts } = await bundle('src/main.ts')
await mkdir(outdir, { recursive: true })
await replaceFile(new URL('main.js', outdir), text)
await writeFile(new URL('THIRD-PARTY-LICENSES.txt', outdir), await licencesOf(parts))
if (process.argv.includes('--metafile'))
  await writeFile(new URL('meta.json', outdir), JSON.stringify(parts[0].metafile))

/** As one step: a program that starts meanwhile reads the old file or the new one. */
async function replaceFile(path, contents) {
  const temporary = new URL(`${path.href}.${process.pid}.tmp`)
  await writeFile(temporary, contents)
  await chmod(temporary, 0o755)
  await rename(temporary, path)
}
