import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import type { Imports } from '../../src/hubspot/hubspot.ts'
import { createJournal, type Journal } from '../../src/import/journal.ts'
import type { StartIntent } from '../../src/import/recorded-start.ts'
import { sendUpload } from '../../src/import/send-upload.ts'
import { openStateFolder } from '../../src/import/state-folder.ts'
import { connect } from '../connect.ts'

const INTENT: StartIntent = {
  ...{ contentKey: 'ab'.repeat(32), planId: 'cd'.repeat(8), environment: 'sandbox', portalId: 1, rows: 1 },
  ...{ importName: 'leads ~MARK', marker: 'MARK', plannedAt: '2026-11-27T00:00:00.000Z' },
  part: { number: 1, of: 1, recordsBefore: 0 },
}

describe('sendUpload()', () => {
  test('leaves alone what another process armed between a refusal and the second try', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'send-upload-'))
    await using connection = await connect()
    const real = createJournal(openStateFolder(folder))
    const start = await real.plan(INTENT)
    // The other process sees the refusal as soon as it is written, and arms before this one goes on.
    const journal: Journal = {
      ...real,
      async refuse(refused, reason) {
        await real.arm(await real.refuse(refused, reason), '2026-11-27T00:00:01.000Z')
        return real.refuse(refused, reason)
      },
    }
    const hubspot = await connection.context.connect()
    /** A refusal for certain: the last byte is about to leave twice. */
    const refusedOnce: Imports['start'] = async (upload) => {
      for (const file of upload.files) for await (const _ of file.stream());
      await upload.beforeLastByte?.()
      for (const file of upload.files) for await (const _ of file.stream());
      await upload.beforeLastByte?.()
      throw new Error('the second upload was completed')
    }
    const bytes = 'Email\na@example.com\n'
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const file = { fileName: 'a.csv', bytes: bytes.length, sha256, stream: () => Readable.from([bytes]) }
    const sent = sendUpload(
      {
        start,
        request: { name: 'leads', files: [] },
        files: [{ ...file, close: async () => undefined }],
        signal: new AbortController().signal,
        onBytes: () => undefined,
        mustNotBeStopped: async () => undefined,
        onArmed: () => undefined,
      },
      { hubspot: { ...hubspot, imports: { ...hubspot.imports, start: refusedOnce } }, journal, clock: systemClock },
    )
    await expect(sent).rejects.toMatchObject({ code: 'lock_held', outcome: 'not_started' })
    expect(await real.find(INTENT.contentKey)).toMatchObject({ state: 'armed', attempt: 2 })
    await rm(folder, { recursive: true, force: true })
  })
})
