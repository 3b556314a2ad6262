/**
 * Longest time of a read that HubSpot does not answer, with all its tries, unless one wait for an answer (`--timeout`) is
 * longer: most clients give a call up after 60 s, and then nobody tells its model what HubSpot did.
 */
export const READ_MS = 40_000
/** With less time left nothing is sent again. */
export const SHORTEST_TRY_MS = 2000
/** A longer wait that HubSpot asks for is told instead. */
export const LONGEST_WAIT_MS = 60_000
