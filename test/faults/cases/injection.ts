import type { FaultCase } from '../fault-case.ts'

export const injectionCases: readonly FaultCase[] = [
  {
    id: 'INJ-01',
    priority: 'P0',
    fault: 'cells with orders for the model stay data; behaviour and tool list do not change',
    kept: 'open',
  },
  {
    id: 'INJ-02',
    priority: 'P0',
    fault: 'long hostile headers and sheet names are cut and never stand in prose or descriptions',
    kept: 'open',
  },
  {
    id: 'INJ-05',
    priority: 'P0',
    fault: 'control characters of files, names and HubSpot are in no answer, log or audit line',
    kept: 'open',
  },
  {
    id: 'INJ-06',
    priority: 'P1',
    fault: 'markdown and HTML in cells is not rendered and no address is fetched',
    kept: 'open',
  },
  {
    id: 'INJ-11',
    priority: 'P0',
    fault: 'lines that look like multipart boundaries change nothing; each request has a new random boundary',
    kept: 'open',
  },
  {
    id: 'INJ-12',
    priority: 'P1',
    fault: 'a hostile import name is cleaned and cut; it cannot carry the mark of another plan',
    kept: 'open',
  },
  { id: 'INJ-13', priority: 'P1', fault: 'line breaks and JSON in names make no second log line', kept: 'open' },
  {
    id: 'INJ-14',
    priority: 'P0',
    fault: 'the tool list is the same bytes whatever files and answers say',
    kept: 'open',
  },
  {
    id: 'INJ-17',
    priority: 'P1',
    fault: 'a token with white space, quotes or a prefix: trimmed or refused, never repeated',
    kept: 'open',
  },
  {
    id: 'INJ-19',
    priority: 'P0',
    fault: 'no secret and no cell in stdout, stderr, log, journal, audit or temporary files',
    kept: 'open',
  },
  { id: 'INJ-20', priority: 'P1', fault: 'resources outside the known ones are not found', kept: 'open' },
  {
    id: 'INJ-21',
    priority: 'P1',
    fault: 'huge, deep and unknown arguments are refused by the schema before any work',
    kept: 'open',
  },
]
