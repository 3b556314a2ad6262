import { completable, type GetPromptResult, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { LateContext } from '../context.ts'
import { safeText } from '../safe-text.ts'
import type { CallerDeps } from './as-call.ts'
import { complete } from './complete.ts'

type RegisterPrompt = (server: McpServer) => unknown

/**
 * Registers the texts a person starts a conversation with. Over HTTP each request has a server of its own: the schemas of the
 * arguments, which cost more than all else about it, are made once for a caller.
 */
export function createPrompts(): (server: McpServer, deps: CallerDeps) => void {
  const known = new WeakMap<LateContext, readonly RegisterPrompt[]>()
  return (server, deps) => {
    const prompts = known.get(deps.late) ?? [importFile(deps), fixImportErrors(deps), linkTwoFiles(deps)]
    known.set(deps.late, prompts)
    for (const register of prompts) register(server)
  }
}

/** A file that is completed by the names in the allowed folders. */
const fileArgument = (description: string, deps: CallerDeps) =>
  completable(z.string().describe(description), complete('files', deps))

function importFile(deps: CallerDeps): RegisterPrompt {
  const argsSchema = z.object({
    file: fileArgument('Path of the file, or an upload handle', deps),
    objectType: completable(
      z.string().describe('What the rows are, if it is clear: contacts, deals, …'),
      complete('objectTypes', deps),
    ).optional(),
  })
  return (server) =>
    server.registerPrompt(
      'import_file',
      {
        title: 'Import a file',
        description: 'Map a CSV, XLSX or XLS file, check every row, import it once, and account for what failed.',
        argsSchema,
      },
      ({ file, objectType }) =>
        userMessage(
          `Import ${quoted(file)} into HubSpot${objectType === undefined ? '' : ` as ${quoted(objectType)}`}.`,
          'Call propose_mapping, show me the mapping as a short table and ask me its questions one by one.',
          'Then call validate_import with checkRecords and tell me in plain words which rows or values would be lost, which repairs are safe, and what would change in HubSpot.',
          'Start the import only when I say so. Follow it with get_import to the end and show me the rows that failed and why.',
        ),
    )
}

function fixImportErrors(deps: CallerDeps): RegisterPrompt {
  const argsSchema = z.object({
    importId: completable(z.string().describe('importId of HubSpot, or the planId'), complete('importOrPlanIds', deps)),
    errorType: completable(
      z.string().describe('Only errors of this type, such as INVALID_EMAIL'),
      complete('errorTypes', deps),
    ).optional(),
  })
  return (server) =>
    server.registerPrompt(
      'fix_import_errors',
      {
        title: 'Fix import errors',
        description:
          'Explain why rows of an import failed, repair what is safe, and prepare them to be imported again.',
        argsSchema,
      },
      ({ importId, errorType }) =>
        userMessage(
          `Find out why rows of HubSpot import ${quoted(importId)} failed${errorType === undefined ? '' : ` with ${quoted(errorType)}`}, and get them in.`,
          'Call get_import_errors and explain each group: the cause, how many rows, an example with its line in my file.',
          'Call export_failed_rows with the repairs I agree to. Show me what still needs my decision.',
          'Then call validate_import with the new planId, and start_import only when I say so.',
        ),
    )
}

function linkTwoFiles(deps: CallerDeps): RegisterPrompt {
  const argsSchema = z.object({
    firstFile: fileArgument('Path of the first file, such as companies.csv', deps),
    secondFile: fileArgument('Path of the second file, such as contacts.csv', deps),
    label: z.string().describe('Association label, such as Billing contact').optional(),
  })
  return (server) =>
    server.registerPrompt(
      'link_two_files',
      {
        title: 'Import two linked files',
        description: 'Import two files, such as companies and contacts, with the associations between their rows.',
        argsSchema,
      },
      ({ firstFile, secondFile, label }) =>
        userMessage(
          `Import ${quoted(firstFile)} and ${quoted(secondFile)} into HubSpot in one import, with their rows linked.`,
          'Call propose_mapping with both files. Tell me which column both share and which direction the association has.',
          label === undefined
            ? 'Use the default association unless I name a label.'
            : `Link them with the label ${quoted(label)}: look for it with list_association_labels, and create it only when I agree.`,
          'Then validate_import, my consent, start_import, get_import, and an account of what failed.',
        ),
    )
}

function userMessage(...lines: string[]): GetPromptResult {
  return { messages: [{ role: 'user', content: { type: 'text', text: lines.join('\n') } }] }
}

/** A name from outside, told apart from the text around it. */
function quoted(text: string): string {
  return JSON.stringify(safeText(text, 1000))
}
