import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pageText } from '../../src/app/page.ts'
import { type Connection, connect } from '../connect.ts'

const URI = 'ui://hubspot-import/plan'
const TYPE = 'text/html;profile=mcp-app'
const view = new URL('../../src/app/view/', import.meta.url)
const page = await pageText()

describe('the server', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await connect()
  })
  afterAll(() => connection.close())

  it('says that it has pages, and names its page with the tools whose answers the page shows', async () => {
    const { tools } = await connection.client.listTools()
    expect(connection.client.getServerCapabilities()?.extensions).toEqual({ 'io.modelcontextprotocol/ui': {} })
    const shown = tools.filter(({ _meta }) => _meta !== undefined)
    expect(shown.map(({ name, _meta }) => [name, _meta])).toEqual(
      ['propose_mapping', 'revise_mapping', 'validate_import', 'start_import', 'get_import', 'get_import_errors'].map(
        (name) => [name, { ui: { resourceUri: URI } }],
      ),
    )
  })

  it.each(['modern', 'legacy'] as const)('gives the page to a client of the %s protocol', async (era) => {
    await using other = await connect({ era })
    const { resources } = await other.client.listResources()
    expect(resources.filter(({ uri }) => uri.startsWith('ui:'))).toMatchObject([{ uri: URI, mimeType: TYPE }])
    const { contents } = await other.client.readResource({ uri: URI })
    const [{ text, ...content }] = z.tuple([z.looseObject({ text: z.string() })]).parse(contents)
    expect(content).toEqual({ uri: URI, mimeType: TYPE, _meta: { ui: { prefersBorder: true } } })
    expect(text === page).toBe(true)
  })

  it('has no page where no tool has one', async () => {
    await using narrow = await connect({ flags: ['--sandbox', '--toolsets', 'labels'] })
    const { resources } = await narrow.client.listResources()
    expect(resources.map(({ uri }) => uri)).not.toContain(URI)
  })
})

describe('the page', () => {
  it('is one small document', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(60_000)
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page.match(/<\/?(?:html|head|body|style|script|main|title)\b/g)).toEqual([
      ...['<html', '<head', '<title', '</title', '<style', '</style', '</head', '<body', '<main', '</main'],
      ...['<script', '</script', '</body', '</html'],
    ])
    expect(page).not.toContain('/* main.ts */')
  })

  it('asks for nothing from elsewhere', () => {
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|\bfetch\(|XMLHttpRequest|WebSocket|import\(/)
  })

  it('has no way from a string to markup or to code', () => {
    expect(page).not.toMatch(
      /innerHTML|outerHTML|insertAdjacent|document\.write|srcdoc|DOMParser|\beval\(|new Function/,
    )
  })

  it('says its words from one file', async () => {
    const files = (await readdir(view)).filter((name) => name.endsWith('.ts') && name !== 'texts.ts')
    const texts = await Promise.all(files.map((name) => readFile(new URL(name, view), 'utf8')))
    const code = texts.map((text) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')).join('\n')
    const sentences = [...code.matchAll(/'([^'\n]*)'/g)].map(([, text = '']) => text)
    expect(sentences.filter((text) => /^[A-Z][a-z]+ [a-z]/.test(text))).toEqual([])
  })
})
