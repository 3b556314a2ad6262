import { z } from 'zod'
import { resolveObjectType } from '../hubspot/object-types.ts'
import type { ToolCall } from './tool.ts'

export const objectTypeText = z.string().min(1).max(100).describe('contacts, 0-1, 2-123')

export const pairArguments = { fromObjectType: objectTypeText, toObjectType: objectTypeText }

/** @throws UsageError unknown_object_type */
export async function objectTypeId(text: string, { account }: ToolCall): Promise<string> {
  return resolveObjectType(text, await account.objectTypes()).objectTypeId
}

export async function objectTypePair(
  { fromObjectType, toObjectType }: { fromObjectType: string; toObjectType: string },
  call: ToolCall,
): Promise<{ from: string; to: string }> {
  return { from: await objectTypeId(fromObjectType, call), to: await objectTypeId(toObjectType, call) }
}
