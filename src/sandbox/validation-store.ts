import { type ValidationRule, validationRule } from '../hubspot/property-validation.ts'
import type { Sqlite } from '../sqlite.ts'
import { textOf } from './database.ts'

/** Rules on property values, at most one of each ruleType for a property. */
export interface ValidationStore {
  list(objectTypeId: string): ReadonlyMap<string, readonly ValidationRule[]>
  set(objectTypeId: string, propertyName: string, rule: ValidationRule): void
}

export function createValidationStore(database: Sqlite): ValidationStore {
  const select = database.prepare('SELECT * FROM validations WHERE object_type = ? ORDER BY property, rule_type')
  const replace = database.prepare('INSERT OR REPLACE INTO validations VALUES (?, ?, ?, ?)')
  return {
    list(objectTypeId) {
      const byProperty = new Map<string, ValidationRule[]>()
      for (const { property, rule } of select.all(objectTypeId)) {
        const rules = byProperty.get(textOf(property)) ?? []
        rules.push(validationRule.parse(JSON.parse(textOf(rule))))
        byProperty.set(textOf(property), rules)
      }
      return byProperty
    },
    set(objectTypeId, propertyName, rule) {
      replace.run(objectTypeId, propertyName, rule.ruleType, JSON.stringify(rule))
    },
  }
}
