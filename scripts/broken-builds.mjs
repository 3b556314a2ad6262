// Whether the tests would notice: builds the program with one thing broken at a time, in a copy, and expects red.
// Not part of `npm test`: it takes some minutes. `npm run test:broken -- WORD` runs those whose name holds the word;
// `--check` only looks whether each of them still fits the code.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is broken: in `file`, each text of `change` becomes the other; it must stand there exactly once. */
const BROKEN = [
  {
    name: 'no Host check',
    file: 'src/http/guards.ts',
    change: [['if (!host.ok) return refuse(res, host.message)', '']],
    tests: ['test/http.test.ts'],
  },
  {
    name: 'no Origin check',
    file: 'src/http/guards.ts',
    change: [['if (!checked.ok) return refuse(res, checked.message)', '']],
    tests: ['test/http.test.ts'],
  },
  {
    name: 'folders compared as texts',
    file: 'src/table/allowed-files.ts',
    change: [['const way = relative(folder, path)', "const way = path.startsWith(folder) ? '.' : '..'"]],
    tests: ['test/table/allowed-files.test.ts', 'test/faults/files.test.ts'],
  },
  {
    name: 'the path is judged and not the opened file',
    file: 'src/table/allowed-files.ts',
    change: [['if (opened === undefined || !isInsideReal(opened, folders)) throw notAllowed(path, folders)', '']],
    tests: ['test/table/allowed-files.test.ts', 'test/faults/files.test.ts', 'test/faults/swapped-files.test.ts'],
  },
  {
    name: 'unknown arguments are dropped',
    file: 'src/tools/arguments.ts',
    change: [
      ['refuseUnknown(tool, Object.keys(input.shape), Object.keys(given))', ''],
      ['safeParse(input, read)', 'safeParse(input.strip(), read)'],
    ],
    tests: ['test/server/register-tool.test.ts', 'test/import/start-faults.test.ts'],
  },
  {
    name: 'a start that failed is sent again',
    file: 'src/import/send-upload.ts',
    change: [
      [
        'await hubspot.imports.start({ request, files: hashed, beforeLastByte, onBytes }, { signal })',
        'await sendTwice(() => hubspot.imports.start({ request, files: hashed, beforeLastByte, onBytes }, { signal }))',
      ],
      ['function notStarted(', 'const sendTwice = (send) => send().catch(send)\n\nfunction notStarted('],
    ],
    tests: ['test/import/start.test.ts', 'test/faults/network.test.ts'],
  },
  {
    name: 'what is sent is not compared with the plan',
    file: 'src/import/send-upload.ts',
    change: [['for (const file of hashed) file.mustBeAsPlanned()', '']],
    tests: ['test/import/start.test.ts', 'test/faults/files.test.ts'],
  },
  {
    name: 'the text of an exception goes to the client',
    file: 'src/server/results.ts',
    change: [['error : defect(error, place, log)', "error : new UsageError('internal', String(error), 'Try again.')"]],
    tests: ['test/server/register-tool.test.ts'],
  },
  {
    name: 'control characters go to the client',
    file: 'src/server/results.ts',
    change: [
      [
        "if (typeof value === 'string') return safeText(value, MAX_TEXT)",
        "if (typeof value === 'string') return value",
      ],
    ],
    tests: ['test/server/register-tool.test.ts', 'test/faults/injection.test.ts'],
  },
  {
    name: 'secrets are logged',
    file: 'src/server/json-log.ts',
    change: [["rest.replaceAll(secret, '[redacted]')", 'rest']],
    tests: ['test/server/json-log.test.ts'],
  },
  {
    name: 'any address is listened on without authentication',
    file: 'src/http.ts',
    change: [['if (!hasAuthentication(config)) refusePublicAddress(config)', '']],
    tests: ['test/http/public-address.test.ts'],
  },
  {
    name: 'a batch over HTTP is executed',
    file: 'src/http/mcp-route.ts',
    change: [['if (Array.isArray(body)) return refuseBatch()', '']],
    tests: ['test/faults/server.test.ts'],
  },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const COPIED = [
  'src',
  'test',
  'scripts',
  'docs',
  'examples',
  'packaging',
  'bench',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'AGENTS.md',
]
const SETTINGS = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'mcp.json',
  'tsconfig.json',
  'vitest.config.ts',
  'biome.json',
]

if (process.argv.includes('--check')) {
  for (const { file, change } of BROKEN) brokenText(file, await readFile(join(root, file), 'utf8'), change)
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'hubspot-import-broken-'))
try {
  for (const name of [...COPIED, ...SETTINGS]) await cp(join(root, name), join(folder, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const [word = ''] = process.argv.slice(2)
  const chosen = BROKEN.filter(({ name }) => name.includes(word))
  const tests = [...new Set(chosen.flatMap((each) => each.tests))]
  const sound = await tested(tests)
  console.log(`as it is: ${told(sound)}`)
  if (sound.failed !== 0) throw new Error('The tests must be green before something is broken.')
  const unnoticed = []
  for (const broken of chosen) {
    const restore = await breakIt(broken)
    const result = await tested(broken.tests)
    await restore()
    const isRed = result.failed > 0
    if (!isRed) unnoticed.push(broken.name)
    console.log(`${broken.name}: ${isRed ? 'red, as it should be' : 'NOT NOTICED'} (${told(result)})`)
    for (const title of result.titles.slice(0, 3)) console.log(`    ${title}`)
  }
  if (chosen.length === 0 || unnoticed.length > 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Gives what undoes it. */
async function breakIt({ file, change }) {
  const path = join(folder, file)
  const whole = await readFile(path, 'utf8')
  await writeFile(path, brokenText(file, whole, change))
  return () => writeFile(path, whole)
}

function brokenText(file, whole, change) {
  let text = whole
  for (const [right, wrong] of change) {
    if (text.split(right).length !== 2) throw new Error(`${file} does not hold this exactly once: ${right}`)
    text = text.replace(right, () => wrong)
  }
  return text
}

/** A broken build that cannot be built, or tests that do not run, prove nothing: then this throws. */
async function tested(files) {
  await run(process.execPath, ['scripts/build.mjs'])
  const report = join(folder, 'report.json')
  await rm(report, { force: true })
  const flags = ['run', '--reporter=json', `--outputFile=${report}`, ...files]
  await run(process.execPath, ['node_modules/vitest/vitest.mjs', ...flags], { mayFail: true })
  const { testResults } = JSON.parse(await readFile(report, 'utf8'))
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const failed = all.filter(({ status }) => status === 'failed')
  if (testResults.length !== files.length || all.length === 0) throw new Error(`Not all of ${files.join(', ')} ran.`)
  const passed = all.filter(({ status }) => status === 'passed').length
  return { passed, failed: failed.length, titles: failed.map(({ fullName }) => fullName) }
}

function told({ passed, failed }) {
  return `${failed} failed, ${passed} passed`
}

async function run(command, args, { mayFail = false } = {}) {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let problem = ''
  child.stderr.on('data', (chunk) => {
    problem += String(chunk)
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0 && !mayFail) throw new Error(`${args[0]} ended with ${code}\n${problem}`)
}
