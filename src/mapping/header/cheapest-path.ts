/** A way to cut a sequence into pieces. */
export interface Path<T> {
  cost: number
  pieces: readonly T[]
}

/** The cheapest way to cut 0…length into pieces of at most `longest`; undefined when there is none. */
export function cheapestPath<T>(
  length: number,
  longest: number,
  pieceAt: (start: number, end: number) => Path<T> | undefined,
): Path<T> | undefined {
  const best: (Path<T> | undefined)[] = [{ cost: 0, pieces: [] }]
  for (let end = 1; end <= length; end += 1) {
    const paths: Path<T>[] = []
    for (let start = Math.max(0, end - longest); start < end; start += 1) {
      const before = best[start]
      const piece = before === undefined ? undefined : pieceAt(start, end)
      if (before !== undefined && piece !== undefined) paths.push(join(before, piece))
    }
    best[end] = cheapest(paths)
  }
  return best[length]
}

const join = <T>(before: Path<T>, piece: Path<T>): Path<T> => ({
  cost: before.cost + piece.cost,
  pieces: [...before.pieces, ...piece.pieces],
})

/** The first of equals. */
function cheapest<T>(paths: readonly Path<T>[]): Path<T> | undefined {
  let best: Path<T> | undefined
  for (const path of paths) if (best === undefined || path.cost < best.cost) best = path
  return best
}
