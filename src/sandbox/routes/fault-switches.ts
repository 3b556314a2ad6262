import { z } from 'zod'
import type { Faults } from '../faults.ts'
import { readJson } from '../read-json.ts'
import { created, noContent, type Route } from '../route.ts'

const rule = z.strictObject({
  method: z.string().optional(),
  path: z.string().optional(),
  times: z.number().int().min(1).optional(),
  skip: z.number().int().min(0).optional(),
  after: z.boolean().optional(),
  delayMs: z.number().min(0).optional(),
  takeBody: z.boolean().optional(),
  bytesPerSecond: z.number().min(1).optional(),
  status: z.number().int().min(200).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  reset: z.boolean().optional(),
})

/** Only there when the sandbox was started with `faultSwitches`; they need a token like everything else. */
export function faultSwitchRoutes(faults: Faults): Route[] {
  const paths = ['/sandbox/faults']
  return [
    {
      method: 'POST',
      paths,
      answer: async (request) => {
        const added = await readJson(request, rule)
        faults.add(added)
        return created(added)
      },
    },
    {
      method: 'DELETE',
      paths,
      answer: () => {
        faults.clear()
        return noContent
      },
    },
  ]
}
