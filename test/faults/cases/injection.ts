import { by, type FaultCase } from '../fault-case.ts'

export const injectionCases: readonly FaultCase[] = [
  {
    id: 'INJ-01',
    priority: 'P0',
    fault: 'cells with orders for the model stay data, are marked and counted; behaviour and tool list do not change',
    kept: [
      by('tools/untrusted.test.ts', 'are marked and counted in every answer that shows them: %s'),
      by(
        'tools/untrusted.test.ts',
        'the output schema of $name names the places of untrusted text, and has each of them',
      ),
      by('faults/injection.test.ts', 'changes nothing: its text stays in the data, visible and cut (%s)'),
    ],
  },
  {
    id: 'INJ-02',
    priority: 'P0',
    fault: 'long hostile headers and sheet names are cut and never stand in prose or descriptions',
    kept: [
      by('faults/injection.test.ts', 'changes nothing: its text stays in the data, visible and cut (%s)'),
      by('faults/injection.test.ts', 'changes nothing as the name of a sheet'),
      by('tools/untrusted.test.ts', 'as names of columns are told by number in every sentence'),
    ],
  },
  {
    id: 'INJ-05',
    priority: 'P0',
    fault: 'control characters of files, names and HubSpot are in no answer, log or audit line',
    kept: [
      by('faults/injection.test.ts', 'changes nothing: its text stays in the data, visible and cut (%s)'),
      by('faults/injection.test.ts', 'what HubSpot says and lists is shown as text, cut and visible'),
      by('server/register-tool.test.ts', 'registerTool() makes hidden characters visible in text and structure'),
      by('server/json-log.test.ts', 'cannot be given a second line or a terminal sequence'),
    ],
  },
  {
    id: 'INJ-06',
    priority: 'P1',
    fault: 'markdown and HTML in cells is not rendered and no address is fetched',
    kept: [
      by('faults/injection.test.ts', 'changes nothing: its text stays in the data, visible and cut (%s)'),
      by(
        'faults/sandbox.test.ts',
        'a whole import in the sandbox connects to this computer only, whatever addresses the cells hold',
      ),
    ],
  },
  {
    id: 'INJ-11',
    priority: 'P0',
    fault: 'lines that look like multipart boundaries change nothing; each request has a new random boundary',
    kept: [
      by(
        'faults/injection.test.ts',
        'lines that look like boundaries stay in their file, and each request has a boundary of its own',
      ),
      by('hubspot/start-import.test.ts', 'imports.start() takes another boundary each time'),
    ],
  },
  {
    id: 'INJ-12',
    priority: 'P1',
    fault: 'a hostile import name is cleaned and cut; it cannot carry the mark of another plan',
    kept: [
      by(
        'faults/injection.test.ts',
        'the name of an import is one line, and ends with its own mark whatever mark it was given',
      ),
    ],
  },
  {
    id: 'INJ-13',
    priority: 'P1',
    fault: 'line breaks and JSON in names make no second log line',
    kept: [
      by('server/json-log.test.ts', 'cannot be given a second line or a terminal sequence'),
      by('faults/injection.test.ts', 'changes nothing: its text stays in the data, visible and cut (%s)'),
    ],
  },
  {
    id: 'INJ-14',
    priority: 'P0',
    fault: 'the tool list is the same bytes whatever files and answers say',
    kept: [
      by('faults/injection.test.ts', 'changes nothing: its text stays in the data, visible and cut (%s)'),
      by('faults/injection.test.ts', 'what HubSpot says and lists is shown as text, cut and visible'),
      by(
        'http/principals.test.ts',
        'lists the same bytes as that of another principal, whatever file and import each has',
      ),
      by('generated.test.ts', 'docs, mcp.json, README tables and the tool surface are those of the code'),
    ],
  },
  {
    id: 'INJ-17',
    priority: 'P1',
    fault: 'a token with white space, quotes or a prefix: trimmed or refused, never repeated',
    kept: [
      by('config.test.ts', 'reads %j', "{ kind: 'access-token', token: 'pat-1' }"),
      by('config.test.ts', 'reads %j', "{ HUBSPOT_ACCESS_TOKEN: '' }, { kind: 'none' }"),
      by('config.test.ts', 'tells that white space around a credential was left out, and not which credential'),
      by('config.test.ts', 'refuses %j', 'HUBSPOT_ACCESS_TOKEN holds a space'),
      by('config.test.ts', 'refuses %j', 'HUBSPOT_ACCESS_TOKEN holds a space, a line break'),
      by('config.test.ts', 'refuses %j', 'HUBSPOT_ACCESS_TOKEN has quotes around it'),
    ],
  },
  {
    id: 'INJ-19',
    priority: 'P0',
    fault: 'no secret and no cell in stdout, stderr, log, journal, audit or temporary files',
    kept: [
      by(
        'faults/injection.test.ts',
        'the whole way of a file leaves no secret and no cell on stderr, in the state folder, or where programs are listed',
      ),
      by('config.test.ts', 'never takes or repeats the secret of %s'),
      by('server/json-log.test.ts', 'hides %s'),
      by('server/register-tool.test.ts', 'tells nothing of an unexpected error but a reference to the log'),
    ],
  },
  {
    id: 'INJ-20',
    priority: 'P1',
    fault: 'resources outside the known ones are not found',
    kept: [by('faults/stdio.test.ts', 'there is no resource %s')],
  },
  {
    id: 'INJ-21',
    priority: 'P1',
    fault: 'huge, deep and unknown arguments are refused by the schema before any work',
    kept: [
      by('faults/injection.test.ts', 'with %s are refused by every tool before anything is done'),
      by('faults/injection.test.ts', '%s is refused in a short answer, and nothing is asked of HubSpot'),
      by('faults/injection.test.ts', 'named __proto__ reach no tool and change no prototype'),
    ],
  },
]
