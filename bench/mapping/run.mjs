#!/usr/bin/env node
// Measures the mapping on a folder of labelled files.
// usage: node bench/mapping/run.mjs FOLDER [FOLDER …] [--errors|--held-errors] [--by family|language]
import { readDevFiles } from './dev-files.mjs'
import { loadSource } from './load-source.mjs'
import { score } from './score.mjs'
import { crossFit, predict } from './train.mjs'

const args = process.argv.slice(2)
const folders = args.filter((argument, at) => !argument.startsWith('--') && args[at - 1] !== '--by')
if (folders.length === 0) {
  console.error('usage: node bench/mapping/run.mjs FOLDER [FOLDER …] [--errors|--held-errors] [--by family|language]')
  process.exit(2)
}
const source = await loadSource({
  'mapping/propose.ts': ['proposeMapping', 'judgeTable'],
  'mapping/built-in-schema.ts': ['builtInSchema'],
  'mapping/model/evidence.ts': ['FEATURE_NAMES'],
})
const files = folders.flatMap(readDevFiles)
const started = performance.now()
const results = files.map((file) => predict(file, source))
const milliseconds = performance.now() - started
const committed = score(results)
show('committed weights', committed)
const { held, results: heldOut } = crossFit(files, source)
show('leave one family out', held)
console.log(`time: ${(milliseconds / files.length).toFixed(1)} ms a file`)
const by = args[args.indexOf('--by') + 1]
if (args.includes('--by')) {
  for (const group of new Set(files.map((file) => file.labels[by]))) {
    show(`  ${group}`, score(heldOut.filter(({ file }) => file.labels[by] === group)))
  }
}
if (args.includes('--errors')) showErrors(committed.errors)
if (args.includes('--held-errors')) showErrors(held.errors)

function showErrors(errors) {
  for (const { file, index, header, predicted, label } of errors) {
    const wanted = label.accepted.map((other) => `${other.objectTypeId}.${other.propertyName}`).join(' | ') || 'none'
    const got = predicted
      ? `${predicted.objectTypeId}.${predicted.propertyName} ${predicted.confidence.toFixed(2)}`
      : 'none'
    console.log(
      `${file} [${index}] ${JSON.stringify(header)}: ${got}, right: ${label.optional ? '(optional) ' : ''}${wanted}`,
    )
  }
}

function show(name, figures) {
  const percent = (value) => (value === null ? '  -  ' : (100 * value).toFixed(1).padStart(5))
  console.log(
    `${name.padEnd(28)} F1 ${percent(figures.f1)} P ${percent(figures.precision)} R ${percent(figures.recall)} acc ${percent(figures.accuracy)} files ${percent(figures.filesRight)} ids ${percent(figures.identifiers)} dates ${percent(figures.dateFormat)} ece ${figures.ece.toFixed(3)} ≥0.9 ${percent(figures.sureRight)} of ${percent(figures.sureShare)} ${JSON.stringify(figures.counts)}`,
  )
}
