import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** What the journal has of a plan's starts, besides the intents, in order: 1.armed, 1.started, … */
export async function stepsOf(stateDir: string, planId: string): Promise<string[]> {
  const starts = join(stateDir, 'starts')
  const paths = await readdir(starts, { recursive: true }).catch(() => [])
  const intents = paths.filter((path) => basename(path) === 'intent.json')
  const steps: string[] = []
  for (const intent of intents) {
    if (!(await readFile(join(starts, intent), 'utf8')).includes(planId)) continue
    const names = await readdir(join(starts, dirname(intent)))
    steps.push(...names.flatMap((name) => /^(\d+\.\w+)\.json$/.exec(name)?.[1] ?? []))
  }
  return steps.sort()
}
