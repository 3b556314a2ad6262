import { associationCases } from './cases/association.ts'
import { atMostOnceCases } from './cases/at-most-once.ts'
import { auditCases } from './cases/audit.ts'
import { campaignCases } from './cases/campaign.ts'
import { cancelCases } from './cases/cancel.ts'
import { crashCases } from './cases/crash.ts'
import { fileCases } from './cases/file.ts'
import { httpCases } from './cases/http.ts'
import { injectionCases } from './cases/injection.ts'
import { loadCases } from './cases/load.ts'
import { networkCases } from './cases/network.ts'
import { pagingCases } from './cases/paging.ts'
import { pathCases } from './cases/path.ts'
import { sandboxCases } from './cases/sandbox.ts'
import { serverCases } from './cases/server.ts'
import { stdioCases } from './cases/stdio.ts'
import { supplyCases } from './cases/supply.ts'
import { xlsxCases } from './cases/xlsx.ts'
import type { FaultCase } from './fault-case.ts'

/** One list for each area, in a file of its own, so that two people never write in the same one. */
export const FAULT_CASES: readonly FaultCase[] = [
  pathCases,
  fileCases,
  xlsxCases,
  injectionCases,
  stdioCases,
  networkCases,
  httpCases,
  serverCases,
  atMostOnceCases,
  crashCases,
  campaignCases,
  cancelCases,
  pagingCases,
  associationCases,
  sandboxCases,
  supplyCases,
  auditCases,
  loadCases,
].flat()
