import { expect, it } from 'vitest'
import { SCOPES } from '../../src/principal.ts'
import { TOOLS } from '../../src/tools/index.ts'
import { scopeOfTool } from '../../src/tools/tool-scope.ts'

it('scopeOfTool() asks for one scope for each tool', () => {
  const toolsOf = (scope: string) => TOOLS.filter((tool) => scopeOfTool(tool) === scope).map(({ name }) => name)
  expect(Object.fromEntries(SCOPES.map((scope) => [scope, toolsOf(scope)]))).toEqual({
    'imports:read': [
      'get_import',
      'list_imports',
      'get_import_errors',
      'list_association_labels',
      'list_association_configurations',
      'list_properties',
      'check_connection',
    ],
    'imports:plan': ['inspect_file', 'propose_mapping', 'revise_mapping', 'validate_import', 'export_failed_rows'],
    'imports:write': ['start_import', 'cancel_import'],
    'schema:write': [
      'create_association_label',
      'update_association_label',
      'delete_association_label',
      'create_association_configurations',
      'update_association_configurations',
      'delete_association_configurations',
      'create_property',
    ],
  })
})
