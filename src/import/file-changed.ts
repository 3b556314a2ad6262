import { UsageError } from '../errors.ts'
import type { PlannedFile } from './plan.ts'

export function fileChanged(file: Pick<PlannedFile, 'fileName'>): UsageError {
  return new UsageError(
    'file_changed',
    `${file.fileName} is not the file that was planned: its content changed.`,
    'Call revise_mapping with the planId and files to keep the mapping for the file as it is now, or propose_mapping to begin again.',
    { outcome: 'not_started' },
  )
}
