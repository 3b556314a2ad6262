/** A text as one word of a POSIX shell, for commands that a person copies from what is shown. */
export function shellText(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text
  return `'${text.replaceAll("'", "'\\''")}'`
}
