import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Measure, measureNothing } from '../measure.ts'
import { createAccount } from './account-api.ts'
import { createAnswerCheck } from './answer-check.ts'
import type { Api } from './api.ts'
import { commonHeaders, createApiCall } from './api-call.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { createConfigurations } from './configurations-api.ts'
import { createConnection } from './connection.ts'
import { checkedHeaders } from './header-check.ts'
import type { HubSpot } from './hubspot.ts'
import { createImports } from './imports-api.ts'
import { createLabels } from './labels-api.ts'
import { measuredConnection, measuredLimiter } from './measured.ts'
import { createObjects } from './objects-api.ts'
import { createPaths } from './paths.ts'
import { createProperties } from './properties-api.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { createRetryBudget } from './retry-budget.ts'
import { CIRCUIT_BREAKER, CREDENTIAL_VARIABLES, type HubSpotSettings } from './settings.ts'
import { createStartImport } from './start-import.ts'
import { createTokens } from './tokens.ts'

interface HubSpotDeps {
  clock: Clock
  log: Log
  measure?: Measure
}

/** Connects nowhere until the first call. @throws UsageError invalid_arguments: a bad address or header. */
export function createHubSpot(given: HubSpotSettings, deps: HubSpotDeps): HubSpot {
  const { clock, log, measure = measureNothing } = deps
  const settings = { ...given, extraHeaders: checkedHeaders(given.extraHeaders) }
  const { credentials, validation = true, laxDataBinding = true } = settings
  const headers = commonHeaders(settings)
  const paths = createPaths(settings.apiVersion)
  const sending = measuredConnection(createConnection(settings), clock, measure)
  const connection = withCircuitBreaker(sending, clock, settings.circuitBreaker ?? CIRCUIT_BREAKER, measure)
  if (settings.tls?.verifyHostName === false) log('warn', 'The host name in the TLS certificate is not checked')
  const api: Api = {
    settings,
    connection,
    tokens: createTokens({
      credentials,
      variables: { ...CREDENTIAL_VARIABLES, ...settings.credentialVariables },
      connection,
      tokenPath: paths.token,
      headers,
      timeoutMs: settings.timeoutMs,
      clock,
      log,
    }),
    limiter: measuredLimiter(createRateLimiter(clock), clock, measure),
    budget: createRetryBudget(),
    check: createAnswerCheck({ validation, laxDataBinding, log }),
    clock,
    log,
  }
  const call = createApiCall(api)
  return {
    imports: createImports(call, paths, createStartImport(api, paths.imports)),
    properties: createProperties(call, paths),
    associations: { labels: createLabels(call, paths), configurations: createConfigurations(call, paths) },
    account: createAccount(api, call, paths),
    objects: createObjects(call, paths, createRateLimiter(clock, { perSecond: 4, atOnce: 4 })),
    close: connection.close,
  }
}
