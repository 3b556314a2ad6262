import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { createGuard } from './guarded.ts'

const SECRET = 'pat-na1-0123456789'

test('createGuard() finds secrets, cells, paths, control characters and odd errors wherever they are', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'guard-'))
  await mkdir(join(stateDir, 'starts'))
  await writeFile(join(stateDir, 'starts', '1.json'), '{"row":"CanaryBob"}')
  await writeFile(join(stateDir, 'plan.json'), SECRET)
  const auditLog = join(stateDir, '..', `${basename(stateDir)}.jsonl`)
  await writeFile(auditLog, '{"cell":"canary-ann\u001b"}\n')
  const guard = createGuard({ secrets: [SECRET], folder: '/in/files' })
  guard.answered('get_import', { content: [{ type: 'text', text: `/in/files/a.csv ${SECRET}` }] })
  guard.answered('list_imports', { content: [], structuredContent: { said: 'canary-ann\u009b' } })
  guard.answered('inspect_file', { content: [{ type: 'text', text: 'canary-ann' }] })
  guard.answered('start_import', { isError: true, content: [{ type: 'text', text: 'Error: no' }] })
  const logged = ['{"at":"/in/files/a.csv"}', 'canary-bob']
  const findings = await guard.findings({ logged, auditLog, stateDir })
  expect(findings.map((finding) => finding.split(/:| (?=of|in the answer)/)[0])).toEqual([
    'a secret',
    'a path',
    'a cell',
    'a control character',
    'the error',
    'a path in the log',
    'a cell in the log',
    'a cell in the log',
    'a control character in the log',
    'a secret in the file plan.json',
    'a cell in the file starts/1.json',
  ])
  await rm(stateDir, { recursive: true })
  await rm(auditLog)
})
