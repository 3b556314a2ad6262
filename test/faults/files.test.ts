import { createHash } from 'node:crypto'
import { appendFile, mkdir, open, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ERROR_CODES } from '../../src/errors.ts'
import { createAllowedFiles } from '../../src/table/allowed-files.ts'
import { type Connection, connect, structuredOf, textOf } from '../connect.ts'
import { propose } from '../tools/plan-files.ts'
import { LEADS } from './guarded.ts'
import { outcomeOf } from './start-calls.ts'

const SECRET = 'outside-canary@example.com'
const OUTSIDE = `First Name,Email\nEve,${SECRET}\n`

describe('what is not a table of the allowed folder', () => {
  let connection: Connection
  beforeAll(async () => {
    const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}\n`
    const random = Buffer.from(Array.from({ length: 5000 }, (_, place) => (place * 89) % 251))
    connection = await connect({
      files: { 'leads.csv': LEADS, '.env': SECRET, '.npmrc': SECRET, 'key.csv': key, 'random.csv': random },
    })
    const { folder } = connection
    const secret = `${folder}-secret`
    await mkdir(secret)
    await writeFile(join(secret, 'x.csv'), OUTSIDE)
    await symlink(secret, join(folder, 'linked'))
    await symlink(join(secret, 'x.csv'), join(folder, 'link.csv'))
    await symlink(join(folder, 'round2.csv'), join(folder, 'round1.csv'))
    await symlink(join(folder, 'round1.csv'), join(folder, 'round2.csv'))
  })
  afterAll(() => connection.close())

  const refused: [what: string, path: (folder: string) => string, code: (typeof ERROR_CODES)[number]][] = [
    ['a folder whose name begins like the allowed one', (folder) => `${folder}-secret/x.csv`, 'path_not_allowed'],
    ['a way out', () => '../files-secret/x.csv', 'path_not_allowed'],
    ['a way out that comes in first', () => 'a/../../files-secret/x.csv', 'path_not_allowed'],
    ['a system file', () => '/etc/passwd', 'path_not_allowed'],
    ['a linked folder', () => 'linked/x.csv', 'path_not_allowed'],
    ['a link to a file outside', () => 'link.csv', 'path_not_allowed'],
    ['a circle of links', () => 'round1.csv', 'path_not_allowed'],
    ['a hidden file', () => '.env', 'file_type_unsupported'],
    ['the settings of a registry', () => '.npmrc', 'file_type_unsupported'],
    ['a key under the name of a table', () => 'key.csv', 'file_type_unsupported'],
    ['a file of any bytes', () => 'random.csv', 'file_type_unsupported'],
    ['an upload handle where there are no uploads', () => `upload:${'0'.repeat(32)}`, 'file_not_found'],
  ]

  test.each(refused)(
    '%s is refused by each tool that reads files, and nothing of it told',
    async (_what, path, code) => {
      const file = path(connection.folder)
      const importRequest = { files: [{ fileName: 'x.csv', fileImportPage: { hasHeader: true, columnMappings: [] } }] }
      const results = [
        await connection.call('inspect_file', { file }),
        await connection.call('propose_mapping', { file }),
        await connection.call('validate_import', { importRequest, files: [file] }),
        await connection.call('start_import', { importRequest, files: [file] }),
      ]
      for (const result of results) {
        expect(textOf(result)).toMatch(new RegExp(`^${code}: .+\\nFix: .+`))
        expect(JSON.stringify(result)).not.toContain('canary')
      }
      const planId = await propose(connection, 'leads.csv')
      const revised = await connection.call('revise_mapping', { planId, files: [file] })
      expect(textOf(revised)).toMatch(new RegExp(`^${code}: .+\\nFix: .+`))
      expect(JSON.stringify(revised)).not.toContain('canary')
      expect(connection.sandbox.requests().filter(({ method }) => method === 'POST')).toEqual([])
    },
  )
})

test.runIf(process.platform === 'linux')(
  'devices and files of the kernel are not read, even where their folder is allowed',
  async () => {
    const files = await createAllowedFiles({ folders: ['/dev', '/proc'], workingFolder: '/dev' })
    for (const path of ['/dev/zero', '/dev/stdin', '/proc/self/environ', '/proc/version', '/proc/self/fd/0']) {
      const code = expect.stringMatching(/^(file_type_unsupported|file_not_regular|path_not_allowed)$/)
      await expect(files.open(path)).rejects.toMatchObject({ code })
    }
  },
)

describe('a file that changes after it was planned', () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => `Ann${row},ann${row}@example.com\n`).join('')
  const content = `First Name,Email\n${rows}`

  test('a file that grows while it is uploaded is sent as it was planned, or not at all', async () => {
    await using connection = await connect({ files: { 'leads.csv': content } })
    const path = join(connection.folder, 'leads.csv')
    const planId = await propose(connection, 'leads.csv')
    const slow = connection.sandbox.faults.add({ method: 'POST', path: '*/imports', bytesPerSecond: 1_000_000 })
    let growing = true
    const grown = (async () => {
      while (growing) {
        if (slow.hits() > 0) await appendFile(path, 'Eve,eve@example.com\n')
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    })()
    const result = await connection.call('start_import', { planId })
    growing = false
    await grown
    expect((await stat(path)).size).toBeGreaterThan(content.length)
    const { imports } = structuredOf(await connection.call('list_imports'))
    if (outcomeOf(result) !== 'started') {
      expect(textOf(result)).toMatch(/^file_changed: .*\nOutcome: not_started$/s)
      expect(imports).toEqual([])
      return
    }
    expect(imports).toHaveLength(1)
    const importId = String(Reflect.get(Object(Object(imports)[0]), 'importId'))
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(connection.sandbox.uploads(importId)).toMatchObject([{ bytes: content.length, sha256 }])
  })

  test('one changed byte under the same size and time is found before the last byte is sent', async () => {
    await using connection = await connect({ files: { 'leads.csv': content } })
    const path = join(connection.folder, 'leads.csv')
    const planId = await propose(connection, 'leads.csv')
    structuredOf(await connection.call('validate_import', { planId }))
    const { atime, mtime, size } = await stat(path)
    const handle = await open(path, 'r+')
    await handle.write('E', content.lastIndexOf('ann'))
    await handle.close()
    await utimes(path, atime, mtime)
    expect(await stat(path)).toMatchObject({ mtime, size })
    const refused = textOf(await connection.call('start_import', { planId }))
    expect(refused).toMatch(/^file_changed: .*\nOutcome: not_started$/s)
    expect(structuredOf(await connection.call('list_imports')).imports).toEqual([])
  })
})
