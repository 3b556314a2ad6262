import type { HubSpot, Imports } from '../../src/hubspot/hubspot.ts'
import type { Journal } from '../../src/import/journal.ts'
import type { StarterDeps } from '../../src/import/start.ts'

/**
 * Usual ways of starting an import that are wrong: test doubles which show that the tests would find them.
 * `resend`: what failed is sent again. `look-then-resend`: it is, when the list does not show it.
 * `forget`: that the last byte is about to leave is remembered by the process alone.
 * `all-again`: so is which parts were started, and after a restart all of them are sent.
 */
export const WRONG_WAYS = ['resend', 'look-then-resend', 'forget', 'all-again'] as const

const TRIES = 3

interface Deps extends StarterDeps {
  /** Where the process keeps what it alone knows. */
  ownJournal: () => Journal
}

export function withWrongWay(deps: Deps, way: string): StarterDeps {
  const { connect, journal, ownJournal } = deps
  if (way === 'all-again') return { ...deps, journal: ownJournal(), connect: async () => unseeing(await connect()) }
  if (way === 'forget') return { ...deps, journal: forgetful(journal) }
  if (way === 'resend') return { ...deps, connect: async () => resending(await connect(), { looks: false }) }
  if (way === 'look-then-resend') return { ...deps, connect: async () => resending(await connect(), { looks: true }) }
  return deps
}

function resending(hubspot: HubSpot, { looks }: { looks: boolean }): HubSpot {
  const { imports } = hubspot
  const look = async (name: string | undefined) =>
    (await imports.list({ limit: 100 })).results.find(({ importName }) => importName === name)
  const start: Imports['start'] = async (upload, options) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await imports.start(upload, options)
      } catch (error) {
        if (tried === TRIES || options?.signal?.aborted === true) throw error
        const found = looks ? await look(upload.request.name) : undefined
        if (found !== undefined) return found
      }
    }
  }
  return { ...hubspot, imports: { ...imports, start } }
}

const forgetful = (journal: Journal): Journal => ({
  ...journal,
  arm: async (start, armedAt) => ({ ...start, state: 'armed', armedAt }),
})

/** The import of which the process knows nothing is not found in the list either. */
function unseeing(hubspot: HubSpot): HubSpot {
  const { imports } = hubspot
  const list: Imports['list'] = async (...args) => {
    const { results, ...page } = await imports.list(...args)
    return { ...page, results: results.map((record) => ({ ...record, importName: undefined })) }
  }
  return { ...hubspot, imports: { ...imports, list } }
}
