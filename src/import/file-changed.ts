import { UsageError } from '../errors.ts'
import type { PlannedFile } from './plan.ts'

export function fileChanged(file: Pick<PlannedFile, 'fileName'>): UsageError {
  return new UsageError(
    'file_changed',
    `${file.fileName} is not the file that was planned: its content changed.`,
    'Call propose_mapping again with the file as it is now.',
    { outcome: 'not_started' },
  )
}
