/** Runs `make` at the first call and keeps the result: for tables that are costly to build and never change. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
