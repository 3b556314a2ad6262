import { z } from 'zod'
import { TOOLSETS } from '../toolset.ts'
import { hostName, originUrl } from './addresses.ts'
import { notEmpty, oneOf, setting, wholeNumber, yesOrNo } from './setting.ts'

/** How the server itself behaves. */
export const serverSettings = {
  sandbox: setting(yesOrNo().default(false), {
    flag: 'sandbox',
    env: 'HUBSPOT_IMPORT_SANDBOX',
    group: 'server',
    description: 'Work against an embedded local HubSpot: no account, no network. Credentials are then not used.',
  }),
  allowDirs: setting(z.array(notEmpty()).default([]), {
    flag: 'allow-dir',
    env: 'HUBSPOT_IMPORT_ALLOW_DIR',
    value: 'DIR',
    repeatable: true,
    separator: 'path',
    group: 'server',
    commands: ['stdio', 'http', 'doctor'],
    description:
      'A folder whose files may be read. Default: the working folder, unless it is / or the home folder. Not with --http.',
  }),
  readOnly: setting(yesOrNo().default(false), {
    flag: 'read-only',
    env: 'HUBSPOT_IMPORT_READ_ONLY',
    group: 'server',
    commands: ['stdio', 'http', 'doctor'],
    description: 'List only tools that change nothing in the account.',
  }),
  toolsets: setting(
    z
      .array(oneOf(TOOLSETS))
      .min(1, 'must name at least one')
      .default([...TOOLSETS]),
    {
      flag: 'toolsets',
      env: 'HUBSPOT_IMPORT_TOOLSETS',
      value: 'LIST',
      separator: ',',
      group: 'server',
      commands: ['stdio', 'http', 'doctor'],
      description: `Groups of tools to list: ${TOOLSETS.join(', ')}.`,
    },
  ),
  confirm: setting(oneOf(['elicit', 'never']).optional(), {
    flag: 'confirm',
    env: 'HUBSPOT_IMPORT_CONFIRM',
    value: 'elicit|never',
    group: 'server',
    commands: ['stdio', 'http', 'doctor'],
    description: 'Whether a person is asked before something is written. Default: elicit; never in the sandbox.',
  }),
  stateDir: setting(notEmpty().optional(), {
    flag: 'state-dir',
    env: 'HUBSPOT_IMPORT_STATE_DIR',
    value: 'DIR',
    group: 'server',
    commands: ['stdio', 'http', 'doctor', 'audit'],
    description:
      'Where plans, the journal of started imports and remembered mappings are kept. Default: the usual place of the system; a temporary folder in the sandbox.',
  }),
  resume: setting(yesOrNo().default(false), {
    flag: 'resume',
    env: 'HUBSPOT_IMPORT_RESUME',
    group: 'server',
    commands: ['stdio', 'http'],
    description:
      'Go on by itself with uploads that were cut off by the end of an earlier server. Default: when start_import is called again.',
  }),
  marker: setting(yesOrNo().default(true), {
    flag: 'no-marker',
    env: 'HUBSPOT_IMPORT_MARKER',
    group: 'server',
    commands: ['stdio', 'http', 'doctor'],
    description: 'Whether the import name ends with a mark ("~7FK3QX9TW2MB") by which a lost answer can be reconciled.',
  }),
  logLevel: setting(oneOf(['debug', 'info', 'warn', 'error']).default('info'), {
    flag: 'log-level',
    env: 'HUBSPOT_IMPORT_LOG_LEVEL',
    value: 'LEVEL',
    group: 'server',
    description: 'What is logged on stderr: debug, info, warn or error.',
  }),
  auditLog: setting(notEmpty().optional(), {
    flag: 'audit-log',
    env: 'HUBSPOT_IMPORT_AUDIT_LOG',
    value: 'FILE',
    group: 'server',
    commands: ['stdio', 'http'],
    description:
      'File that gets a line before and after every write, with who, what and which account. If it cannot be written, nothing is written to HubSpot.',
  }),
  graceSeconds: setting(wholeNumber(0, 3600).default(10), {
    flag: 'grace',
    env: 'HUBSPOT_IMPORT_GRACE',
    value: 'SECONDS',
    group: 'http',
    commands: ['http'],
    description: 'How long calls that are running may go on after SIGTERM, SIGINT or SIGHUP.',
  }),
  host: setting(hostName().default('127.0.0.1'), {
    flag: 'host',
    env: 'HUBSPOT_IMPORT_HOST',
    value: 'ADDRESS',
    group: 'http',
    commands: ['http'],
    description: 'Address the HTTP server listens on. Another than loopback only with --tokens or --oauth-issuer.',
  }),
  port: setting(wholeNumber(0, 65_535).optional(), {
    flag: 'port',
    env: 'HUBSPOT_IMPORT_PORT',
    value: 'PORT',
    group: 'http',
    commands: ['http', 'sandbox'],
    description: 'Port of the HTTP server (default 3000) or of the sandbox (default: any free one). 0: any free one.',
  }),
  allowedHosts: setting(z.array(hostName()).default([]), {
    flag: 'allow-host',
    env: 'HUBSPOT_IMPORT_ALLOW_HOST',
    value: 'NAME',
    repeatable: true,
    separator: ',',
    group: 'http',
    commands: ['http'],
    description: 'A host name accepted in the Host header besides localhost, 127.0.0.1 and [::1].',
  }),
  allowedOrigins: setting(z.array(originUrl()).default([]), {
    flag: 'allow-origin',
    env: 'HUBSPOT_IMPORT_ALLOW_ORIGIN',
    value: 'ORIGIN',
    repeatable: true,
    separator: ',',
    group: 'http',
    commands: ['http'],
    description:
      'An origin (https://example.org) whose pages may call the server and read its answers; one of this machine too (http://localhost:6274).',
  }),
  maxUploadMegabytes: setting(wholeNumber(1, 10_240).default(512), {
    flag: 'max-upload-mb',
    env: 'HUBSPOT_IMPORT_MAX_UPLOAD_MB',
    value: 'MB',
    group: 'http',
    commands: ['http'],
    description: 'Largest file that PUT /files/{name} takes.',
  }),
}
