/** What a principal may do. A tool needs exactly one of them: `scopeOfTool()`. */
export const SCOPES = ['imports:read', 'imports:plan', 'imports:write', 'schema:write'] as const

export type Scope = (typeof SCOPES)[number]

/**
 * Whoever a call comes from, known by a token. Plans, uploads and remembered mappings belong to one principal; nobody
 * else can tell whether they exist. Without authentication there is none: stdio, and HTTP on loopback without tokens.
 */
export interface Principal {
  /** Unique and safe to log: the name of its token entry, or `issuer.example:subject` with OAuth. */
  name: string
  scopes: readonly Scope[]
  /** Of the accounts file; absent: the account of the environment. */
  accountName?: string
}
