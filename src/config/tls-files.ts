import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { TlsSettings } from '../hubspot/settings.ts'

/** The same settings with the PEM texts in them. @throws UsageError file_unreadable, invalid_arguments */
export async function withTlsFiles(config: Config): Promise<Config> {
  const { ca, cert, key } = config.tlsFiles
  const tls: TlsSettings = {
    ...config.hubspot.tls,
    ...(ca !== undefined && { ca: await readPem(ca, '--tls-ca') }),
    ...(cert !== undefined && { cert: await readPem(cert, '--tls-cert') }),
    ...(key !== undefined && { key: await readPem(key, '--tls-key') }),
  }
  refuseUnusable(tls)
  return { ...config, hubspot: { ...config.hubspot, tls } }
}

async function readPem(path: string, flag: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('file_unreadable', `${path} cannot be read.`, `Correct ${flag}.`, { cause })
  })
  if (text.includes('-----BEGIN ')) return text
  throw new UsageError('file_unreadable', `${path} is not a PEM file.`, `Convert it with openssl to PEM for ${flag}.`)
}

/** Said when the program starts, not by the first call. */
function refuseUnusable({ ca, cert, key, keyPassword: passphrase }: TlsSettings): void {
  refuseFailure('Correct --tls-ca: it must hold certificates.', () => {
    // A secure context takes no notice of authorities that it cannot read.
    if (ca !== undefined) for (const block of certificatesIn(ca)) new X509Certificate(block)
  })
  const together = 'Correct --tls-cert, --tls-key and HUBSPOT_IMPORT_TLS_KEY_PASSWORD: they must belong together.'
  refuseFailure(together, () => createSecureContext({ cert, key, passphrase }))
}

function refuseFailure(fix: string, work: () => void): void {
  try {
    work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw new UsageError('invalid_arguments', `The TLS files cannot be used${code}.`, fix, { cause })
  }
}

function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN [A-Z ]*CERTIFICATE-----.*?-----END [A-Z ]*CERTIFICATE-----/gs) ?? [pem]
}
