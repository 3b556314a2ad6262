import { by, type FaultCase, where } from '../fault-case.ts'

export const fileCases: readonly FaultCase[] = [
  {
    id: 'FILE-01',
    priority: 'P1',
    fault: 'an empty file is told as such and never sent',
    kept: [by('tools/faulty-files.test.ts', 'of %s is refused as empty', 'no byte')],
  },
  {
    id: 'FILE-02',
    priority: 'P1',
    fault: 'a header alone shows its columns and is not planned',
    kept: [by('tools/faulty-files.test.ts', 'of a header shows its columns and makes no plan (%j)')],
  },
  {
    id: 'FILE-03',
    priority: 'P2',
    fault: 'a byte order mark or blank lines alone are an empty file',
    kept: [
      by('tools/faulty-files.test.ts', 'of %s is refused as empty', 'only a byte order mark'),
      by('tools/faulty-files.test.ts', 'of %s is refused as empty', 'only lines of white space'),
    ],
  },
  {
    id: 'FILE-05',
    priority: 'P0',
    fault: 'a quote that never closes in front of 512 MB: its line is told, memory stays small',
    kept: [
      by('table/large-files.test.ts', 'refuses %s and stops reading', 'a quote that never closes, with 1 GB behind it'),
      by(
        'tools/faulty-files.test.ts',
        'for %s is not started, and the line is told',
        'a quote that is never closed, with megabytes behind it',
      ),
    ],
  },
  {
    id: 'FILE-06',
    priority: 'P1',
    fault: 'ten thousand columns are refused with count and limit in a short answer',
    kept: [by('tools/faulty-files.test.ts', 'more than are read are refused with their number, in a short answer')],
  },
  {
    id: 'FILE-08',
    priority: 'P1',
    fault: 'one wrong byte far behind the head is found before the upload, with its place, and never replaced',
    kept: [by('tools/faulty-files.test.ts', 'for a byte that is not UTF-8 is not started, and its place is told')],
  },
  {
    id: 'FILE-09',
    priority: 'P1',
    fault: 'UTF-16 is found and converted, or refused with the way out',
    kept: [
      by('tools/faulty-files.test.ts', 'a file in %s is told as such and imported as UTF-8', 'utf-16le without one'),
    ],
  },
  {
    id: 'FILE-11',
    priority: 'P0',
    fault: 'two columns of one name stay two, told apart by their place',
    kept: [by('tools/faulty-files.test.ts', 'of one name stay two, and both can be imported')],
  },
  {
    id: 'FILE-12',
    priority: 'P0',
    fault: 'headers named like members of Object keep their values and change no prototype',
    kept: [by('tools/faulty-files.test.ts', 'named like members of Object are imported with their values')],
  },
  {
    id: 'FILE-13',
    priority: 'P1',
    fault: 'empty, blank and very long headers are told by number and cut',
    kept: [by('tools/faulty-files.test.ts', 'without a name are told by their number, and a long name is cut')],
  },
  {
    id: 'FILE-15',
    priority: 'P1',
    fault: 'rows with too many or too few cells are counted with lines, and the start is refused until accepted',
    kept: [
      by(
        'tools/faulty-files.test.ts',
        'that a row has too many or too few of are counted, with the first lines, and nothing is started',
      ),
    ],
  },
  {
    id: 'FILE-16',
    priority: 'P2',
    fault: 'mixed line ends and line breaks in quotes: the count of records is exact',
    kept: [
      by(
        'tools/faulty-files.test.ts',
        'rows with mixed line ends and line breaks in cells are counted exactly, each with its line',
      ),
      by(
        'import/parts/cut-bytes.test.ts',
        'cuts any file into parts that together are its rows, each within the limits',
      ),
    ],
  },
  {
    id: 'FILE-17',
    priority: 'P0',
    fault: 'a file that grows during the upload: the planned bytes, or nothing',
    kept: [
      by('faults/files.test.ts', 'a file that grows while it is uploaded is sent as it was planned, or not at all'),
      by('table/open-file.test.ts', 'stream() leaves out what is appended later'),
    ],
  },
  {
    id: 'FILE-20',
    priority: 'P0',
    fault: 'one changed byte with size and time put back: refused before the last byte',
    kept: [
      by('faults/files.test.ts', 'one changed byte under the same size and time is found before the last byte is sent'),
    ],
  },
  {
    id: 'FILE-21',
    priority: 'P1',
    fault: 'a full disk under the state folder: refused before anything is sent, older entries whole',
    kept: [
      where(
        'where a disk can be mounted',
        by('import/state-folder.test.ts', 'that is full stops the start, which succeeds when there is room'),
      ),
      by('import/state-folder.test.ts', 'stateFolderError() tells %s as %s', "'ENOSPC', 'disk_full'"),
    ],
  },
  {
    id: 'FILE-23',
    priority: 'P1',
    fault: "a file above HubSpot's size is told with the way to send it",
    kept: [
      by('import/parts/start-parts.test.ts', 'cuts by bytes too'),
      by('import/parts/start-parts.test.ts', 'is told of by validate_import, and by the question to the person'),
    ],
  },
  {
    id: 'FILE-24',
    priority: 'P1',
    fault: "one row above HubSpot's limit is told exactly, with the way to send it",
    kept: [by('tools/faulty-files.test.ts', 'but has one row more than an import may have is sent in two parts')],
  },
  {
    id: 'FILE-26',
    priority: 'P1',
    fault: 'cells made to hurt patterns cost no time',
    kept: [
      by('tools/faulty-files.test.ts', 'cells that are made to hurt patterns are read, mapped and checked'),
      by('table/inspect-table.test.ts', 'reads cells that are made to hurt patterns'),
    ],
  },
]
