#!/usr/bin/env node
// Fits the weights of the mapping model on a folder of labelled files.
// usage: node bench/mapping/fit.mjs FOLDER [FOLDER …] [--write]
//   FOLDER   CSV files with a truth.json beside them
//   --write  writes src/mapping/model/weights.json; without it only the figures are shown
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDevFiles } from './dev-files.mjs'
import { loadSource } from './load-source.mjs'
import { crossFit } from './train.mjs'

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (folders.length === 0) {
  console.error('usage: node bench/mapping/fit.mjs FOLDER [FOLDER …] [--write]')
  process.exit(2)
}
const source = await loadSource({
  'mapping/propose.ts': ['proposeMapping', 'judgeTable'],
  'mapping/built-in-schema.ts': ['builtInSchema'],
  'mapping/model/evidence.ts': ['FEATURE_NAMES'],
})
const files = folders.flatMap(readDevFiles)
const { model, held } = crossFit(files, source)
console.log(`held out: F1 ${held.f1.toFixed(3)} precision ${held.precision.toFixed(3)} ece ${held.ece.toFixed(3)}`)
for (const name of source.FEATURE_NAMES) console.log(`${name.padEnd(24)} ${model.weights[name].toFixed(2)}`)
console.log('calibration', JSON.stringify(model.calibration))
if (process.argv.includes('--write')) {
  const path = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'mapping', 'model', 'weights.json')
  writeFileSync(path, `${JSON.stringify(model, null, 2)}\n`)
  console.log(`wrote ${path}`)
}
