/** `3: ask Sabine`; of a cell without text only `line 3`, for an empty text would look like a value that is left out. */
export const tellExample = (line: number | null, text: string): string =>
  text === '' ? `line ${line ?? '?'}` : `${line ?? '?'}: ${text}`
