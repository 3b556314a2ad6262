import { describe, expect, it } from 'vitest'
import { tellError } from '../../src/cli/tell-error.ts'
import { UsageError } from '../../src/errors.ts'

describe('tellError()', () => {
  const problem = new UsageError('file_empty', 'leads.csv is empty.', 'Export it again.')

  it('tells what happened and what to do', () => {
    expect(tellError(problem, { json: false })).toEqual({
      out: '',
      err: 'leads.csv is empty.\nExport it again.\n',
      exitCode: 2,
    })
  })

  it('tells the same as one document', () => {
    const { out, err, exitCode } = tellError(problem, { json: true })
    expect({ err, exitCode }).toEqual({ err: '', exitCode: 2 })
    expect(JSON.parse(out)).toEqual({
      error: { code: 'file_empty', message: 'leads.csv is empty.', fix: 'Export it again.' },
    })
  })

  it('never gives a defect the exit code of findings, and writes it in one line without terminal sequences', () => {
    const defect = tellError(new TypeError('x is not\u001b[31m a function\nat y'), { json: true })
    expect(defect).toEqual({
      out: '',
      err: 'hubspot-import-mcp has failed: x is not a function\\nat y\n',
      exitCode: 70,
    })
  })
})
