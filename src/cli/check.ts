import type { Config } from '../config.ts'
import type { Io } from './io.ts'

export async function runCheck(_config: Config, io: Io): Promise<number> {
  io.writeError('check is not part of this version yet.\n')
  return 2
}
