import { UsageError } from '../errors.ts'
import type { CircuitBreakerSettings, Credentials, HubSpotSettings, TlsSettings } from '../hubspot/settings.ts'
import { type Place, resolvePath } from './folders.ts'
import { proxyOf } from './proxy.ts'
import type { Settings } from './settings.ts'

/** PEM files, read when the program starts to work. */
export interface TlsFiles {
  ca?: string
  cert?: string
  key?: string
}

export function hubspotConfig(chosen: Settings): HubSpotSettings {
  const proxy = proxyOf(chosen)
  return {
    baseUrl: chosen.baseUrl,
    apiVersion: chosen.apiVersion,
    credentials: credentialsOf(chosen),
    httpVersion: chosen.httpVersion,
    timeoutMs: chosen.timeoutSeconds * 1000,
    connectMs: chosen.connectSeconds * 1000,
    uploadStallMs: chosen.uploadStallSeconds * 1000,
    retry: {
      count: chosen.retryCount,
      intervalMs: chosen.retryIntervalSeconds * 1000,
      backOffFactor: chosen.retryBackOffFactor,
      maxIntervalMs: chosen.retryMaxIntervalSeconds * 1000,
      statusCodes: chosen.retryStatusCodes,
    },
    extraHeaders: Object.fromEntries(chosen.extraHeaders),
    compression: chosen.compression,
    validation: chosen.validation,
    laxDataBinding: chosen.laxDataBinding,
    tls: tlsConfig(chosen),
    circuitBreaker: chosen.circuitBreaker && circuitConfig(chosen),
    ...(proxy !== undefined && { proxy }),
  }
}

function tlsConfig(chosen: Settings): TlsSettings {
  const { tlsKeyPassword, tlsServerName } = chosen
  return {
    verifyHostName: chosen.tlsVerifyHostName,
    minVersion: chosen.tlsMinVersion,
    ...(tlsKeyPassword !== undefined && { keyPassword: tlsKeyPassword }),
    ...(tlsServerName !== undefined && { serverName: tlsServerName }),
  }
}

function circuitConfig(chosen: Settings): CircuitBreakerSettings {
  return {
    failureThreshold: chosen.circuitFailureThreshold,
    windowMs: chosen.circuitWindowSeconds * 1000,
    requestVolume: chosen.circuitRequestVolume,
    resetMs: chosen.circuitResetSeconds * 1000,
    statusCodes: chosen.circuitStatusCodes,
  }
}

/** One kind only: two would leave open which account is written to. */
function credentialsOf(chosen: Settings): Credentials {
  const { accessToken, clientId, clientSecret, refreshToken, privateAppKey } = chosen
  const oauth = {
    HUBSPOT_CLIENT_ID: clientId,
    HUBSPOT_CLIENT_SECRET: clientSecret,
    HUBSPOT_REFRESH_TOKEN: refreshToken,
  }
  const oauthSet = Object.entries(oauth).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  refuseTwoKinds([
    ...(accessToken === undefined ? [] : ['HUBSPOT_ACCESS_TOKEN']),
    ...oauthSet.slice(0, 1),
    ...(privateAppKey === undefined ? [] : ['HUBSPOT_PRIVATE_APP_KEY']),
  ])
  if (accessToken !== undefined) return { kind: 'access-token', token: accessToken }
  if (privateAppKey !== undefined) return { kind: 'private-app-legacy', key: privateAppKey }
  if (oauthSet.length === 0) return { kind: 'none' }
  if (clientId !== undefined && clientSecret !== undefined && refreshToken !== undefined) {
    return { kind: 'oauth', clientId, clientSecret, refreshToken }
  }
  const missing = Object.keys(oauth).filter((name) => !oauthSet.includes(name))
  throw new UsageError(
    'invalid_arguments',
    `${missing.join(' and ')} must be set beside ${oauthSet.join(' and ')}.`,
    'OAuth needs all three: HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET, HUBSPOT_REFRESH_TOKEN.',
  )
}

function refuseTwoKinds(names: readonly string[]): void {
  if (names.length < 2) return
  throw new UsageError(
    'invalid_arguments',
    `${names.join(' and ')} are both set, so it is not clear which account is meant.`,
    'Set only one kind of credential: HUBSPOT_ACCESS_TOKEN, the three of OAuth, or HUBSPOT_PRIVATE_APP_KEY.',
  )
}

/** @throws UsageError invalid_arguments when the certificate has no key, or the key no certificate. */
export function tlsFiles(chosen: Settings, place: Place): TlsFiles {
  const { tlsCaFile, tlsCertFile, tlsKeyFile } = chosen
  if ((tlsCertFile === undefined) !== (tlsKeyFile === undefined)) {
    throw new UsageError('invalid_arguments', 'A client certificate needs --tls-cert and --tls-key.', 'Set both.')
  }
  return {
    ...(tlsCaFile !== undefined && { ca: resolvePath(tlsCaFile, place, '--tls-ca') }),
    ...(tlsCertFile !== undefined && { cert: resolvePath(tlsCertFile, place, '--tls-cert') }),
    ...(tlsKeyFile !== undefined && { key: resolvePath(tlsKeyFile, place, '--tls-key') }),
  }
}
