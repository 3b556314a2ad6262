/** `1 row`, `1,024 rows`; `several` where the plural is not made with an s. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`
}
