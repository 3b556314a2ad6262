import { z } from 'zod'
import { type Encoding, encodingNamed } from '../table/encoding/encodings.ts'

/** A label, not an enumeration: thirty names of it would cost every conversation 200 tokens. */
export const encodingArgument = z.string().min(1).optional().describe('Only if the guess was wrong: windows-1250, …')

/** @throws UsageError encoding_unsupported */
export const statedEncoding = (label: string | undefined): { encoding?: Encoding } =>
  label === undefined ? {} : { encoding: encodingNamed(label) }
