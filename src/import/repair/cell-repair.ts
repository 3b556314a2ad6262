/** Another cell of the same row by the index of its column, as it is in the file. */
export type ReadCell = (index: number) => string

/** One cell after one repair. A value the repair cannot read in exactly one way stays as it is. */
export type CellRepair = (value: string, read: ReadCell) => string
