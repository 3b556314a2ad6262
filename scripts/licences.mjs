import { readdir, readFile } from 'node:fs/promises'

const root = new URL('../', import.meta.url)
const LINE = '-'.repeat(80)

/** The licence text of every package of which something is in the bundle, and the legal comments of their sources. */
export async function licencesOf(parts) {
  const inputs = parts.flatMap(({ metafile }) => Object.values(metafile.outputs).map((output) => output.inputs))
  const folders = new Set(inputs.flatMap((all) => Object.entries(all).flatMap(packageFolder)))
  const licences = await Promise.all([...folders].sort().map(readLicence))
  const comments = parts.map(({ legalComments }) => legalComments).filter((text) => text !== '')
  const heading = 'Packages whose code is in main.js, with their licences.'
  return [heading, ...licences, ...comments].join(`\n\n${LINE}\n\n`)
}

/** `node_modules/@scope/name/` of a file in it; nothing for files of this project, and for those that left no byte. */
function packageFolder([path, { bytesInOutput }]) {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(path)?.[0]
  return folder === undefined || bytesInOutput === 0 ? [] : [folder]
}

async function readLicence(folder) {
  const url = new URL(folder, root)
  const { name, version, license, author } = JSON.parse(await readFile(new URL('package.json', url), 'utf8'))
  const files = (await readdir(url)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, url), 'utf8')))
  // A package without a licence text names its licence and its author.
  const told = texts.length === 0 ? [`Licence: ${license}`, `Author: ${author}`] : texts.map((text) => text.trim())
  return [`${name} ${version}`, ...told].join('\n\n')
}
