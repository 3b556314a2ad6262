import { by, type FaultCase } from '../fault-case.ts'

export const xlsxCases: readonly FaultCase[] = [
  {
    id: 'XLSX-03',
    priority: 'P0',
    fault: 'a tiny workbook with a cell in the last corner costs no memory',
    kept: [
      by(
        'table/hostile-workbook.test.ts',
        'tells that a cell lies too far out, and does not make room for all before it',
      ),
      by('table/hostile-workbook.test.ts', 'reads a sheet with two rows that are a million apart'),
    ],
  },
  {
    id: 'XLSX-04',
    priority: 'P0',
    fault: 'a DOCTYPE or an entity in a sheet is refused',
    kept: [
      by('table/spreadsheet.test.ts', 'is refused for %s', 'a DOCTYPE'),
      by('table/spreadsheet.test.ts', 'is refused for %s', 'an entity that is not defined'),
    ],
  },
  {
    id: 'XLSX-06',
    priority: 'P1',
    fault: 'a workbook with a password is named as encrypted',
    kept: [by('table/open-file.test.ts', 'refuses %s', 'a workbook with a password, wherever its directory lies')],
  },
  {
    id: 'XLSX-07',
    priority: 'P2',
    fault: 'other spreadsheet formats are named; macros are never run',
    kept: [
      by('table/open-file.test.ts', 'refuses %s', 'a binary workbook, with the way out'),
      by('table/open-file.test.ts', 'refuses %s', 'a workbook with macros'),
      by('table/open-file.test.ts', 'refuses %s', 'an OpenDocument spreadsheet'),
    ],
  },
  {
    id: 'XLSX-10',
    priority: 'P2',
    fault: 'a workbook of a hundred thousand zip entries is refused',
    kept: [by('table/hostile-workbook.test.ts', 'is refused by its directory alone when it %s', 'has 100,000 parts')],
  },
  {
    id: 'XLSX-11',
    priority: 'P1',
    fault: 'a broken or truncated workbook is never read as a shorter table',
    kept: [
      by('table/spreadsheet.test.ts', 'is refused when its end is missing'),
      by('table/spreadsheet.test.ts', 'is refused for %s', 'a wrong check sum'),
      by('table/xls/xls-workbook.test.ts', 'is refused wherever it is cut off'),
    ],
  },
  {
    id: 'XLSX-12',
    priority: 'P1',
    fault: 'several sheets: the question which one, with names, hidden ones marked',
    kept: [by('tools/propose_mapping.test.ts', 'propose_mapping asks which sheet of %s is meant, unless it is told')],
  },
  {
    id: 'XLSX-13',
    priority: 'P1',
    fault: 'shared texts out of range or by the million: an error, or bounded memory',
    kept: [
      by('table/spreadsheet.test.ts', 'is refused for %s', 'a shared text out of range'),
      by('table/hostile-workbook.test.ts', 'reads a million shared texts'),
      by('table/hostile-workbook.test.ts', 'is refused when it has more than five million different texts'),
    ],
  },
  {
    id: 'XLSX-14',
    priority: 'P1',
    fault: 'formulas without a value and error cells are told with their place, never imported as 0',
    kept: [
      by('table/spreadsheet.test.ts', 'is refused for %s', 'a formula without its result'),
      by(
        'import/spreadsheet.test.ts',
        'errors of formulas in %s are findings with their cells, and not imported without a word',
      ),
    ],
  },
]
