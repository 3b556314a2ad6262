import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** How many labelled files the program itself reads with the right delimiter, and finds the header of. */
export async function readAsFiles(groups, { inspectTable, openFile }) {
  const right = { files: 0, delimiter: 0, header: 0 }
  for (const { folder, files } of groups.filter(({ folder }) => existsSync(join(folder, 'truth.json')))) {
    for (const { fileName, labels } of files) {
      const source = await openFile(join(folder, fileName))
      const { dialect } = await inspectTable(source)
      await source.close()
      const atLine = !labels.hasHeader || dialect.firstLine === labels.headerLine
      right.files += 1
      right.delimiter += dialect.delimiter === labels.delimiter ? 1 : 0
      right.header += dialect.hasHeader === labels.hasHeader && atLine ? 1 : 0
    }
  }
  return right
}
