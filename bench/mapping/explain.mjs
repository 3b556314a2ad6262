#!/usr/bin/env node
// Shows why one file is mapped as it is: objects, and for a column each candidate with its features and weights.
// usage: node bench/mapping/explain.mjs FOLDER FILE [COLUMN …]
import { readDevFiles } from './dev-files.mjs'
import { loadSource } from './load-source.mjs'

const [folder, fileName, ...columns] = process.argv.slice(2)
const { viewFile, judgeTable, CURRENT_MODEL, builtInSchema, FEATURE_NAMES } = await loadSource({
  'mapping/propose.ts': ['judgeTable'],
  'mapping/analysis/file-view.ts': ['viewFile'],
  'mapping/model/current-model.ts': ['CURRENT_MODEL'],
  'mapping/built-in-schema.ts': ['builtInSchema'],
  'mapping/model/evidence.ts': ['FEATURE_NAMES'],
})
const file = readDevFiles(folder).find((other) => other.fileName === fileName)
const view = viewFile(file.table)
console.log('votes', Object.fromEntries([...view.votes].map(([role, vote]) => [role, Number(vote.toFixed(1))])))
console.log('roles', { ...view.roles, available: [...view.roles.available] })
console.log(
  'languages',
  Object.fromEntries([...view.languages].map(([language, share]) => [language, Number(share.toFixed(2))])),
)
const judged = judgeTable(file.table, { schema: builtInSchema(), model: CURRENT_MODEL })
for (const index of columns.map(Number)) {
  const { header, columnName, profile } = view.columns[index]
  console.log(
    `\n[${index}] ${JSON.stringify(columnName)} tokens ${header.tokens.join(' ')} values ${profile.values.slice(0, 3).join(' | ')}`,
  )
  for (const reading of header.readings) console.log('  reading', JSON.stringify(reading))
  for (const { candidate, features, odds } of judged[index].slice(0, 5)) {
    const parts = FEATURE_NAMES.map((name, at) => [name, features[at] * CURRENT_MODEL.weights[name]])
      .filter(([, part]) => Math.abs(part) > 0.05)
      .map(([name, part]) => `${name} ${part.toFixed(2)}`)
    console.log(
      `  ${odds.toFixed(2)} ${candidate.known.objectTypeId}.${candidate.known.property.name}: ${parts.join(', ')}`,
    )
  }
}
