import { readFile } from 'node:fs/promises'
import type { Config } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { TlsSettings } from '../hubspot/settings.ts'

/** The same settings with the PEM texts in them. @throws UsageError file_unreadable */
export async function withTlsFiles(config: Config): Promise<Config> {
  const { ca, cert, key } = config.tlsFiles
  const tls: TlsSettings = {
    ...config.hubspot.tls,
    ...(ca !== undefined && { ca: await readPem(ca) }),
    ...(cert !== undefined && { cert: await readPem(cert) }),
    ...(key !== undefined && { key: await readPem(key) }),
  }
  return { ...config, hubspot: { ...config.hubspot, tls } }
}

async function readPem(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('file_unreadable', `${path} cannot be read.`, 'Correct --tls-ca, --tls-cert or --tls-key.', {
      cause,
    })
  })
  if (text.includes('-----BEGIN ')) return text
  throw new UsageError('file_unreadable', `${path} is not a PEM file.`, 'Convert it with openssl to PEM.')
}
