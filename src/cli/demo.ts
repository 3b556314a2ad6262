import type { Config } from '../config.ts'
import type { Io } from './io.ts'

export async function runDemo(_config: Config, io: Io): Promise<number> {
  io.writeError('demo is not part of this version yet.\n')
  return 2
}
