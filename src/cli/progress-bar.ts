import type { Progress } from '../tools/tool.ts'
import type { Io } from './io.ts'
import { widthOf } from './screen.ts'
import { cutText } from './text-width.ts'

const WIDEST_BAR = 24
const ERASE = '\r\u001b[K'

export interface ProgressBar {
  show(progress: Progress): void
  clear(): void
}

/** One line on stderr that is overwritten; nothing at all where no person looks on. */
export function createProgressBar(io: Io): ProgressBar {
  if (!io.errorIsTTY) return { show: () => undefined, clear: () => undefined }
  let shown = ''
  return {
    show(progress) {
      // What was stopped may still tell of its last steps.
      if (io.signal.aborted) return
      const width = widthOf(io.columns) - 1
      const line = cutText(barLine(progress, width), width)
      if (line !== shown) io.writeError(ERASE + line)
      shown = line
    },
    clear() {
      if (shown !== '') io.writeError(ERASE)
      shown = ''
    },
  }
}

function barLine({ progress, total, message }: Progress, width: number): string {
  if (total === undefined || total <= 0) return message
  const share = Math.min(1, progress / total)
  const cells = Math.min(WIDEST_BAR, Math.floor(width / 4))
  const full = Math.round(share * cells)
  return `[${'#'.repeat(full)}${'.'.repeat(cells - full)}] ${Math.round(share * 100)} % ${message}`
}
