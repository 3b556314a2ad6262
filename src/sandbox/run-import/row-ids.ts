/** Record id by row of a file, 8 bytes each, for the associations that are written after all records. */
export interface RowIds {
  get(line: number): string | undefined
  set(line: number, id: string): void
}

export function createRowIds(): RowIds {
  let ids = new Float64Array(1024)
  return {
    get(line) {
      const id = ids[line]
      return id === undefined || id === 0 ? undefined : String(id)
    },
    set(line, id) {
      if (line >= ids.length) {
        const longer = new Float64Array(Math.max(line + 1, ids.length * 2))
        longer.set(ids)
        ids = longer
      }
      ids[line] = Number(id)
    },
  }
}
