import { describe, expect, it, test } from 'vitest'
import { TOPICS } from '../../src/cli/help/topics.ts'
import { helpText } from '../../src/cli/help.ts'
import { textWidth } from '../../src/cli/text-width.ts'
import { COMMAND_WORDS, HELP_TOPICS } from '../../src/config/command.ts'
import { flags } from '../../src/config/command-line.ts'
import { loadConfig } from '../../src/config.ts'

const place = { workingFolder: '/data', homeFolder: '/home/ada', tempFolder: '/tmp/p1', platform: 'linux' } as const

describe('helpText()', () => {
  it('tells every flag in one of its topics', () => {
    const texts = HELP_TOPICS.map((topic) => helpText(topic, 80)).join('')
    expect(
      [...flags.keys()].filter((flag) => !texts.includes(`  --${flag} `) && !texts.includes(`  --${flag}\n`)),
    ).toEqual([])
    expect(texts).toContain('HUBSPOT_REFRESH_TOKEN')
  })

  it('tells what holds without a flag, once', () => {
    const plain = (topic: 'http' | 'connection' | 'token') => helpText(topic, 200).replace(/\s+/g, ' ')
    expect(plain('http')).toContain('SIGHUP. Default: 10. [HUBSPOT_IMPORT_GRACE]')
    expect(plain('connection')).toContain('Default: https://api.hubapi.com. [HUBSPOT_BASE_URL]')
    expect(plain('token')).toContain('schema:write. Default: imports:read,imports:plan.')
    expect(plain('http')).toContain(
      'Port of the HTTP server (default 3000) or of the sandbox (default: any free one). 0: any free one. [',
    )
    for (const topic of HELP_TOPICS) expect(helpText(topic, 200)).not.toMatch(/default.*default: (true|false)/i)
  })

  it('tells that a flag which switches something off says the opposite of its variable', () => {
    const text = helpText('connection', 200)
    expect(text).toMatch(/--no-circuit-breaker +Whether calls fail at once .*\[HUBSPOT_IMPORT_CIRCUIT_BREAKER=false\]/)
    expect(helpText('server', 200)).toMatch(/--read-only .*\[HUBSPOT_IMPORT_READ_ONLY\]/)
  })

  it('of the program names every command', () => {
    const text = helpText('server', 80)
    for (const command of COMMAND_WORDS) expect(text).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
  })

  test.each(HELP_TOPICS)('of %s has usage, examples and exit codes, and shows only flags that go with it', (topic) => {
    const text = helpText(topic, 80)
    expect(text).toMatch(/^Usage: hubspot-import-mcp .*/)
    expect(text).toMatch(/^Examples:\n {2}\S/m)
    expect(text).toMatch(/^Exit codes:\n {2}0 /m)
    for (const [example] of TOPICS[topic].examples) {
      const words = example.replace(/^.*hubspot-import-mcp\s*/, '').replace(/ \|.*/, '')
      expect(
        () =>
          loadConfig(
            words.split(/\s+/).filter((word) => word !== ''),
            {},
            place,
          ),
        example,
      ).not.toThrow()
    }
  })

  test.each([80, 40, 20])('wraps to %i cells everything but commands and the names of flags', (width) => {
    const isName = (line: string) => width < 60 && /^ {2}\S/.test(line)
    const wide = HELP_TOPICS.flatMap((topic) => {
      const commands = [...TOPICS[topic].usage, ...TOPICS[topic].examples.map(([command]) => command)]
      return helpText(topic, width)
        .split('\n')
        .filter((line) => textWidth(line) > width && !isName(line) && !commands.some((each) => line.endsWith(each)))
    })
    expect(wide).toEqual([])
  })
})
