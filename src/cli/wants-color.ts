interface Terminal {
  isTTY: boolean
  /** --no-color was given. */
  refused: boolean
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Whether texts are coloured. What stands nearer to the person goes first: the flag, then FORCE_COLOR, then NO_COLOR
 * (no-color.org: any text but an empty one), then what the terminal is. FORCE_COLOR goes before NO_COLOR as in Node.
 */
export function wantsColor({ isTTY, refused, env }: Terminal): boolean {
  if (refused) return false
  const forced = env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced.toLowerCase() !== 'false'
  return isTTY && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
}
