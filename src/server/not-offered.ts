/** Adds to a text which of the tools that it names the caller does not have. */
export type NotOffered = (text: string) => string

/**
 * The texts of tools lead from one to the next, whoever reads them. A server that only reads, a toolset or the scopes of a
 * caller leave some out: `start_import is not offered here.`
 */
export function createNotOffered(missing: readonly string[]): NotOffered {
  if (missing.length === 0) return (text) => text
  const names = new RegExp(`\\b(?:${missing.join('|')})\\b`, 'g')
  return (text) => {
    const named = [...new Set(text.match(names))]
    if (named.length === 0) return text
    return `${text} ${named.join(' and ')} ${named.length === 1 ? 'is' : 'are'} not offered here.`
  }
}

/** The step that follows, in an answer that has one. */
export function tellNextStep(structured: Record<string, unknown>, notOffered: NotOffered): Record<string, unknown> {
  const { nextStep } = structured
  return typeof nextStep === 'string' ? { ...structured, nextStep: notOffered(nextStep) } : structured
}
