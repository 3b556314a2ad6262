import type { OnceResult, Told } from './once-run.ts'

/** What is wrong with a run: nothing, if every start happened at most once and everybody was told the truth. */
export function onceFaults({ told, heldBefore, settled, held }: OnceResult): string[] {
  const last = settled.flatMap(({ started, followed }) => [started, followed])
  const everything = [...told, ...last]
  return [
    ...(held.length > 1 ? [`duplicate: ${held.length} imports of one content: ${held.join(', ')}`] : []),
    ...falselyNotStarted(told, heldBefore, last),
    ...everything
      .flatMap(({ importIds }) => importIds.filter((id) => !held.includes(id)))
      .map((id) => `invented: ${id}`),
    ...everything.filter(({ outcome }) => outcome === 'silent').map(({ text }) => `no outcome: ${text}`),
    ...(held.length === 0 ? settled.flatMap(nothingThere) : settled.flatMap((one) => lost(one, held))),
  ]
}

/** Nobody is told that nothing was started while HubSpot has it; nor is everybody, and then it is there. */
function falselyNotStarted(told: readonly Told[], heldBefore: readonly string[], last: readonly Told[]): string[] {
  const lies = [...told, ...last].filter(({ outcome, wasThere }) => outcome === 'not_started' && wasThere)
  const all = told.every(({ outcome }) => outcome === 'not_started') && heldBefore.length > 0 ? told : []
  return [...lies, ...all].map(({ text }) => `told not_started although it is there: ${text}`)
}

function lost({ started, followed }: OnceResult['settled'][number], held: readonly string[]): string[] {
  return [started, followed].flatMap(({ importIds, outcome, text }) =>
    importIds.some((id) => held.includes(id)) ? [] : [`lost: ${held.join(', ')} is there, told is ${outcome}: ${text}`],
  )
}

/** What HubSpot does not have after everything was tried may have been sent: that is unknown, and nothing else. */
function nothingThere({ started, followed }: OnceResult['settled'][number]): string[] {
  return [started, followed].flatMap(({ outcome, text }) =>
    outcome === 'unknown' ? [] : [`nothing is there, told is ${outcome}: ${text}`],
  )
}
