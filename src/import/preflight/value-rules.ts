import type { DateFormat } from '../../hubspot/import-request.ts'
import type { ValidationRule } from '../../hubspot/property-validation.ts'
import { safeText } from '../../safe-text.ts'
import type { Definitions } from '../definitions.ts'
import { definitionOf, type MappedColumn, propertyNameOf } from './column-kind.ts'
import { compileRule, type RuleTest } from './validation-rule.ts'

/** The rules that the account has set on the property of a column. */
export function rulesOf(
  column: MappedColumn,
  { validations }: Pick<Definitions, 'validations'>,
): readonly ValidationRule[] {
  const name = propertyNameOf(column)
  return name === null ? [] : (validations.get(column.objectTypeId)?.get(name) ?? [])
}

/** Whether a value that has the format of its property keeps all rules that a file can tell; null: there are none. */
export function rulesTest(column: MappedColumn, dateFormat: DateFormat, definitions: Definitions): RuleTest | null {
  const tests = rulesOf(column, definitions).flatMap((rule) => testOf(rule, column, { dateFormat, definitions }) ?? [])
  return tests.length === 0 ? null : (text) => tests.every((test) => test(text))
}

/** Rules that only HubSpot can tell. */
export function uncheckedRules(column: MappedColumn, dateFormat: DateFormat, definitions: Definitions): string[] {
  return rulesOf(column, definitions)
    .filter((rule) => testOf(rule, column, { dateFormat, definitions }) === null)
    .map(({ ruleType }) => safeText(ruleType, 60))
}

function testOf(
  rule: ValidationRule,
  column: MappedColumn,
  { dateFormat, definitions }: { dateFormat: DateFormat; definitions: Definitions },
): RuleTest | null {
  // The day of a time depends on the account's time zone.
  return definitionOf(column, definitions)?.type === 'datetime' ? null : compileRule(rule, dateFormat)
}

/** `MAX_LENGTH 10`, as a sentence names the rule. */
export const ruleText = ({ ruleType, ruleArguments }: ValidationRule): string =>
  safeText([ruleType, ...ruleArguments].join(' '), 60)
