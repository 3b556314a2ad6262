import { z } from 'zod'
import { lenient } from './lenient.ts'

/** A rule that the account has set on a property. Rule types are open: HubSpot adds new ones. */
export const validationRule = z.looseObject({
  ruleType: z.string(),
  ruleArguments: z.array(z.string()).default([]),
  /** HubSpot brings the value into shape before it looks at it. */
  shouldApplyNormalization: lenient(z.boolean()),
})

/** One entry of `GET /crm/v3/property-validations/{objectTypeId}`. */
export const propertyValidation = z.looseObject({
  propertyName: z.string(),
  propertyValidationRules: z.array(validationRule).default([]),
})

export type ValidationRule = z.infer<typeof validationRule>
export type PropertyValidation = z.infer<typeof propertyValidation>
