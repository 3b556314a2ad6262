import { cancelImportTool } from './cancel_import.ts'
import { checkConnectionTool } from './check_connection.ts'
import { createAssociationConfigurationsTool } from './create_association_configurations.ts'
import { createAssociationLabelTool } from './create_association_label.ts'
import { createPropertyTool } from './create_property.ts'
import { deleteAssociationConfigurationsTool } from './delete_association_configurations.ts'
import { deleteAssociationLabelTool } from './delete_association_label.ts'
import { exportFailedRowsTool } from './export_failed_rows.ts'
import { getImportTool } from './get_import.ts'
import { getImportErrorsTool } from './get_import_errors.ts'
import { inspectFileTool } from './inspect_file.ts'
import { listAssociationConfigurationsTool } from './list_association_configurations.ts'
import { listAssociationLabelsTool } from './list_association_labels.ts'
import { listImportsTool } from './list_imports.ts'
import { listPropertiesTool } from './list_properties.ts'
import { proposeMappingTool } from './propose_mapping.ts'
import { reviseMappingTool } from './revise_mapping.ts'
import { startImportTool } from './start_import.ts'
import type { Tool } from './tool.ts'
import { updateAssociationConfigurationsTool } from './update_association_configurations.ts'
import { updateAssociationLabelTool } from './update_association_label.ts'
import { validateImportTool } from './validate_import.ts'

/** Every tool, in the order in which an import uses them. */
export const TOOLS: readonly Tool[] = [
  inspectFileTool,
  proposeMappingTool,
  reviseMappingTool,
  validateImportTool,
  startImportTool,
  getImportTool,
  listImportsTool,
  getImportErrorsTool,
  exportFailedRowsTool,
  cancelImportTool,
  listAssociationLabelsTool,
  createAssociationLabelTool,
  updateAssociationLabelTool,
  deleteAssociationLabelTool,
  listAssociationConfigurationsTool,
  createAssociationConfigurationsTool,
  updateAssociationConfigurationsTool,
  deleteAssociationConfigurationsTool,
  listPropertiesTool,
  createPropertyTool,
  checkConnectionTool,
]
