/** The build puts a document into the program as text: page.mjs makes it. */
declare module '*.html' {
  const text: string

  export { text as default }
}
