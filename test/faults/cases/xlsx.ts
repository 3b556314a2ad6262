import type { FaultCase } from '../fault-case.ts'

export const xlsxCases: readonly FaultCase[] = [
  {
    id: 'XLSX-03',
    priority: 'P0',
    fault: 'a tiny workbook with a cell in the last corner costs no memory',
    kept: 'open',
  },
  { id: 'XLSX-04', priority: 'P0', fault: 'a DOCTYPE or an entity in a sheet is refused', kept: 'open' },
  { id: 'XLSX-06', priority: 'P1', fault: 'a workbook with a password is named as encrypted', kept: 'open' },
  { id: 'XLSX-07', priority: 'P2', fault: 'other spreadsheet formats are named; macros are never run', kept: 'open' },
  { id: 'XLSX-10', priority: 'P2', fault: 'a workbook of a hundred thousand zip entries is refused', kept: 'open' },
  {
    id: 'XLSX-11',
    priority: 'P1',
    fault: 'a broken or truncated workbook is never read as a shorter table',
    kept: 'open',
  },
  {
    id: 'XLSX-12',
    priority: 'P1',
    fault: 'several sheets: the question which one, with names, hidden ones marked',
    kept: 'open',
  },
  {
    id: 'XLSX-13',
    priority: 'P1',
    fault: 'shared texts out of range or by the million: an error, or bounded memory',
    kept: 'open',
  },
  {
    id: 'XLSX-14',
    priority: 'P1',
    fault: 'formulas without a value and error cells are told with their place, never imported as 0',
    kept: 'open',
  },
]
