import { z } from 'zod'
import { httpAuthSettings, tokenSettings } from './http-auth-settings.ts'
import { hubspotSettings } from './hubspot-settings.ts'
import { serverSettings } from './server-settings.ts'
import { notEmpty, setting, yesOrNo } from './setting.ts'

const commandSettings = {
  objectType: setting(notEmpty().optional(), {
    flag: 'object',
    value: 'TYPE',
    group: 'commands',
    commands: ['check'],
    description: 'What the rows are: contacts, companies, deals, … or an object type id.',
  }),
  encoding: setting(notEmpty().optional(), {
    flag: 'encoding',
    value: 'NAME',
    group: 'commands',
    commands: ['check'],
    description:
      'Encoding of the file, if the guess is wrong: windows-1250, iso-8859-2, gb18030 or another WHATWG label.',
  }),
  sheet: setting(notEmpty().optional(), {
    flag: 'sheet',
    value: 'NAME',
    group: 'commands',
    commands: ['check'],
    description: 'Sheet of a workbook. Default: the first visible one with a value in it.',
  }),
  json: setting(yesOrNo().default(false), {
    flag: 'json',
    group: 'commands',
    commands: ['check', 'doctor', 'audit'],
    description: 'Print one JSON document instead of text, also of an error.',
  }),
  color: setting(yesOrNo().default(true), {
    flag: 'no-color',
    group: 'commands',
    description: 'No colours. So does NO_COLOR; FORCE_COLOR colours what is not a terminal too.',
  }),
  dataDir: setting(notEmpty().optional(), {
    flag: 'data',
    value: 'DIR',
    group: 'commands',
    commands: ['sandbox'],
    description: 'Folder in which the sandbox keeps its records. Default: memory only.',
  }),
  http: setting(yesOrNo().default(false), {
    flag: 'http',
    group: 'commands',
    commands: ['stdio', 'http'],
    description: 'Serve Streamable HTTP at /mcp instead of stdio.',
  }),
  help: setting(yesOrNo().default(false), { flag: 'help', group: 'commands', description: 'Show this help.' }),
  version: setting(yesOrNo().default(false), { flag: 'version', group: 'commands', description: 'Show the version.' }),
}

/** Every setting, once. The order is the order of the documentation. */
export const settings = z.object({
  ...serverSettings,
  ...httpAuthSettings,
  ...hubspotSettings,
  ...commandSettings,
  ...tokenSettings,
})

export type Settings = z.output<typeof settings>
export type SettingName = keyof Settings
