import type { Progress } from '../tools/tool.ts'
import type { Io } from './io.ts'
import { terminalWidth } from './screen.ts'
import { cutText } from './text-width.ts'

const BAR = 24
const ERASE = '\r\u001b[K'

export interface ProgressBar {
  show(progress: Progress): void
  clear(): void
}

/** One line on stderr that is overwritten; nothing at all where no person looks on. */
export function createProgressBar(io: Io): ProgressBar {
  if (!io.errorIsTTY) return { show: () => undefined, clear: () => undefined }
  let shown = false
  return {
    show({ progress, total, message }) {
      shown = true
      io.writeError(ERASE + cutText(barLine(progress, total, message), terminalWidth(io) - 1))
    },
    clear() {
      if (shown) io.writeError(ERASE)
      shown = false
    },
  }
}

function barLine(progress: number, total: number | undefined, message: string): string {
  if (total === undefined || total <= 0) return message
  const share = Math.min(1, progress / total)
  const full = Math.round(share * BAR)
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${Math.round(share * 100)} % ${message}`
}
