import type { FaultCase } from '../fault-case.ts'

export const fileCases: readonly FaultCase[] = [
  { id: 'FILE-01', priority: 'P1', fault: 'an empty file is told as such and never sent', kept: 'open' },
  { id: 'FILE-02', priority: 'P1', fault: 'a header alone shows its columns and is not planned', kept: 'open' },
  { id: 'FILE-03', priority: 'P2', fault: 'a byte order mark or blank lines alone are an empty file', kept: 'open' },
  {
    id: 'FILE-05',
    priority: 'P0',
    fault: 'a quote that never closes in front of 512 MB: its line is told, memory stays small',
    kept: 'open',
  },
  {
    id: 'FILE-06',
    priority: 'P1',
    fault: 'ten thousand columns are refused with count and limit in a short answer',
    kept: 'open',
  },
  {
    id: 'FILE-08',
    priority: 'P1',
    fault: 'one wrong byte far behind the head is found before the upload, with its place, and never replaced',
    kept: 'open',
  },
  { id: 'FILE-09', priority: 'P1', fault: 'UTF-16 is found and converted, or refused with the way out', kept: 'open' },
  { id: 'FILE-11', priority: 'P0', fault: 'two columns of one name stay two, told apart by their place', kept: 'open' },
  {
    id: 'FILE-12',
    priority: 'P0',
    fault: 'headers named like members of Object keep their values and change no prototype',
    kept: 'open',
  },
  {
    id: 'FILE-13',
    priority: 'P1',
    fault: 'empty, blank and very long headers are told by number and cut',
    kept: 'open',
  },
  {
    id: 'FILE-15',
    priority: 'P1',
    fault: 'rows with too many or too few cells are counted with lines, and the start is refused until accepted',
    kept: 'open',
  },
  {
    id: 'FILE-16',
    priority: 'P2',
    fault: 'mixed line ends and line breaks in quotes: the count of records is exact',
    kept: 'open',
  },
  {
    id: 'FILE-17',
    priority: 'P0',
    fault: 'a file that grows during the upload: the planned bytes, or nothing',
    kept: 'open',
  },
  {
    id: 'FILE-20',
    priority: 'P0',
    fault: 'one changed byte with size and time put back: refused before the last byte',
    kept: 'open',
  },
  {
    id: 'FILE-21',
    priority: 'P1',
    fault: 'a full disk under the state folder: refused before anything is sent, older entries whole',
    kept: 'open',
  },
  { id: 'FILE-23', priority: 'P1', fault: "a file above HubSpot's size is told with the way to send it", kept: 'open' },
  {
    id: 'FILE-24',
    priority: 'P1',
    fault: "one row above HubSpot's limit is told exactly, with the way to send it",
    kept: 'open',
  },
  { id: 'FILE-26', priority: 'P1', fault: 'cells made to hurt patterns cost no time', kept: 'open' },
]
