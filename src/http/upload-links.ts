import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { UsageError } from '../errors.ts'
import { folderNames } from '../folder-names.ts'
import { makeFolder } from '../make-folder.ts'
import type { Principal } from '../principal.ts'

const LIFE_MS = 15 * 60_000
/** A person may come back to a chat later than they send a file. */
const DOWNLOAD_LIFE_MS = 60 * 60_000

/** The right to send one file for somebody. */
export interface UploadLink {
  /** null: the server has no authentication. */
  principal: string | null
  /** Each link once, whichever process of the server is asked. */
  nonce: string
  expiresAt: number
}

export interface UploadLinks {
  /** The address of a page where a person can send one file for this principal. */
  create(principal: Pick<Principal, 'name'> | undefined): string
  /** @throws UsageError path_not_allowed: not one of ours, or its time is over */
  read(ticket: string): UploadLink
  /** The address at which a person can fetch this one file of the principal, as often as wanted in its time. */
  createDownload(principal: Pick<Principal, 'name'> | undefined, id: string): string
  /** Whose file it is; null: of the server without authentication. @throws as read(), and for another file */
  readDownload(ticket: string, id: string): Pick<UploadLink, 'principal'>
}

interface UploadLinksOptions {
  /** Shared by processes that answer for each other. */
  key: Uint8Array
  clock: Clock
  /** Where people reach the server; without a slash at the end. */
  address: () => string
}

/** Of an upload the nonce, of a download the id of the file. */
const payload = z.tuple([z.string().nullable(), z.string().regex(/^[0-9a-f]{32}$/), z.number()])

type Purpose = 'upload-link' | 'download-link'

/** Nothing is kept of a link until it is used: what it says is signed, and what for. */
export function createUploadLinks({ key, clock, address }: UploadLinksOptions): UploadLinks {
  const sign = (purpose: Purpose, text: string) => createHmac('sha256', key).update(`${purpose}\0${text}`).digest()
  const write = (purpose: Purpose, content: z.input<typeof payload>) => {
    const text = Buffer.from(JSON.stringify(content)).toString('base64url')
    return `${text}.${sign(purpose, text).toString('base64url')}`
  }
  const read = (purpose: Purpose, ticket: string): UploadLink => {
    const [text = '', signature = ''] = ticket.split('.')
    const given = Buffer.from(signature, 'base64url')
    const right = sign(purpose, text)
    if (given.length !== right.length || !timingSafeEqual(given, right)) throw notUsable(purpose)
    const [principal, nonce, expiresAt] = payload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    if (expiresAt <= clock.now()) throw notUsable(purpose)
    return { principal, nonce, expiresAt }
  }
  return {
    create(principal) {
      const ticket = write('upload-link', [
        principal?.name ?? null,
        randomBytes(16).toString('hex'),
        clock.now() + LIFE_MS,
      ])
      return `${address()}/files/new?link=${ticket}`
    },
    read: (ticket) => read('upload-link', ticket),
    createDownload(principal, id) {
      const ticket = write('download-link', [principal?.name ?? null, id, clock.now() + DOWNLOAD_LIFE_MS])
      return `${address()}/files/${id}?link=${ticket}`
    },
    readDownload(ticket, id) {
      const { principal, nonce } = read('download-link', ticket)
      if (nonce !== id) throw notUsable('download-link')
      return { principal }
    },
  }
}

/** Uses the link up while `work` runs, and for good when it succeeds: a file that was refused can be sent again. */
export async function useLinkOnce<T>(folder: string, { nonce }: UploadLink, work: () => Promise<T>): Promise<T> {
  const used = join(folder, 'used-links')
  await makeFolder(used)
  await removeOld(used)
  const mark = await open(join(used, nonce), 'wx', 0o600).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw notUsable('upload-link')
    throw cause
  })
  await mark.close()
  try {
    return await work()
  } catch (error) {
    await rm(join(used, nonce), { force: true })
    throw error
  }
}

/** The clock of the disk, not that of the links: twice their life is far enough. */
async function removeOld(folder: string): Promise<void> {
  for await (const name of folderNames(folder)) {
    const path = join(folder, name)
    const facts = await stat(path).catch(() => undefined)
    if (facts !== undefined && Date.now() - facts.mtimeMs > 24 * 60 * 60_000) await rm(path, { force: true })
  }
}

function notUsable(purpose: Purpose): UsageError {
  return new UsageError(
    'path_not_allowed',
    `This link ${WHY[purpose]}, or it is not complete.`,
    'Ask the assistant for a new one.',
  )
}

const WHY = {
  'upload-link': 'was used already, its 15 minutes are over',
  'download-link': 'is for another file, its hour is over',
} as const satisfies Record<Purpose, string>
