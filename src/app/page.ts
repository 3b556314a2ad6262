/** The page of the MCP Apps extension: what a host shows beside the answer of a tool. */
export const PAGE_URI = 'ui://hubspot-import/plan'

/** One document that needs nothing else. It is unpacked when a host first reads it: a start does not pay for it. */
export async function pageText(): Promise<string> {
  const { default: text } = await import('./view/page.html')
  return text
}
