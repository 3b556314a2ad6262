#!/usr/bin/env node
// Measures the mapping on folders of labelled files, next to what general tools make of the same headers.
// usage: node bench/mapping/run.mjs FOLDER … [--by family|language] [--errors] [--held-errors] [--foreign-errors] [--quick]
//   FOLDER         CSV files with a truth.json, or vendor texts (bench/mapping/vendors)
//   --by           the held-out figures for each group of one kind only; default: by family and by language
//   --errors       every wrong column with the committed weights; --held-errors: in the held-out run;
//                  --foreign-errors: in the held-out run where some words of the headers are unknown
//   --quick        without baselines and timing
import { baselineColumns, baselines } from './baselines.mjs'
import { readDevFiles } from './dev-files.mjs'
import { loadSource } from './load-source.mjs'
import { readAsFiles } from './read-as-files.mjs'
import { score } from './score.mjs'
import { crossFit, predict } from './train.mjs'

const args = process.argv.slice(2)
const named = args.filter((argument, at) => !argument.startsWith('--') && args[at - 1] !== '--by')
if (named.length === 0) {
  console.error(
    'usage: node bench/mapping/run.mjs FOLDER … [--by family|language] [--errors] [--held-errors] [--foreign-errors] [--quick]',
  )
  process.exit(2)
}
const source = await loadSource({
  'mapping/propose.ts': ['proposeMapping', 'judgeTable'],
  'mapping/built-in-schema.ts': ['builtInSchema'],
  'mapping/model/evidence.ts': ['FEATURE_NAMES'],
  'table/inspect-table.ts': ['inspectTable'],
  'table/open-file.ts': ['openFile'],
})
const groups = named.map((folder) => ({ folder, files: readDevFiles(folder) }))
const files = groups.flatMap((group) => group.files)

const read = await readAsFiles(groups, source)
console.log(`read as files: delimiter right in ${read.delimiter}, header in ${read.header} of ${read.files}`)
const committed = score(files.map((file) => predict(file, source)))
show('committed weights', committed)
const { held, foreign, results } = crossFit(files, source)
show('leave one family out', held)
show('  and 15 % of the words', foreign)
if (groups.length > 1) {
  for (const group of groups)
    show(`  in ${group.folder.split('/').at(-1)}`, score(results.filter(({ file }) => group.files.includes(file))))
}
const groupings = args.includes('--by') ? [args[args.indexOf('--by') + 1]] : ['family', 'language']
for (const by of groupings) {
  for (const name of [...new Set(files.map((file) => file.labels[by]))].sort()) {
    show(`  ${name}`, score(results.filter(({ file }) => file.labels[by] === name)))
  }
}
if (!args.includes('--quick')) {
  for (const [name, match] of await baselines(source.builtInSchema())) {
    show(name, score(files.map((file) => ({ file, columns: baselineColumns(file, match) }))))
  }
  showTimes()
}
if (args.includes('--errors')) showErrors(committed.errors)
if (args.includes('--held-errors')) showErrors(held.errors)
if (args.includes('--foreign-errors')) showErrors(foreign.errors)

function show(name, figures) {
  const percent = (value) => (value === null || Number.isNaN(value) ? '   - ' : (100 * value).toFixed(1).padStart(5))
  console.log(
    `${name.padEnd(28)} F1 ${percent(figures.f1)}  P ${percent(figures.precision)}  R ${percent(figures.recall)}  with none ${percent(figures.accuracy)}  files ${percent(figures.filesRight)}  ids ${percent(figures.identifiers)}  dates ${percent(figures.dateFormat)}  ECE ${figures.ece.toFixed(3)}  ≥0.9 right ${percent(figures.sureRight)} of ${percent(figures.sureShare)}`,
  )
}

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

function showTimes() {
  const schema = source.builtInSchema()
  const time = (table) => {
    const started = performance.now()
    source.proposeMapping({ tables: [table], schema })
    return performance.now() - started
  }
  const times = files.map(({ table }) => time(table)).sort((one, other) => one - other)
  const wide = widened(files[0].table, 1000)
  console.log(
    `time: median ${times[times.length >> 1].toFixed(1)} ms, slowest ${times.at(-1).toFixed(1)} ms, 1,000 columns × 200 rows ${time(wide).toFixed(0)} ms`,
  )
}

function widened(table, count) {
  const width = table.columns.length
  const columns = Array.from({ length: count }, (_, index) => ({
    index,
    columnName: `${table.columns[index % width].columnName} ${Math.floor(index / width)}`,
  }))
  const sample = Array.from({ length: 200 }, (_, row) => ({
    line: row + 2,
    record: row + 1,
    cells: columns.map(({ index }) => `${table.sample[row % table.sample.length].cells[index % width] ?? ''}${row}`),
  }))
  return { ...table, columns, sample }
}
