import type { Sandbox } from '../../../src/sandbox/sandbox.ts'

/** Said by a task of what it sees. */
export function mustBe(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`It is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}.`)
}

export const numberOf = ({ store }: Sandbox, objectTypeId: string, propertyName: string, value: string): number =>
  store.findByUniqueValue(objectTypeId, propertyName, value).length

/** A property of the one record that a unique value leads to. */
export function storedValue(
  { store }: Sandbox,
  objectTypeId: string,
  identifier: Readonly<Record<string, string>>,
  propertyName: string,
): string | null | undefined {
  const [[name, value] = ['', '']] = Object.entries(identifier)
  const [record] = store.findByUniqueValue(objectTypeId, name, value)
  return record?.properties[propertyName]
}
