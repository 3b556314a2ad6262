import { z } from 'zod'
import type { ApiCall } from './api-call.ts'
import type { Properties } from './hubspot.ts'
import { afterLostAnswer } from './lost-answer.ts'
import { parseAnswer, parseWritten } from './parse-answer.ts'
import type { Paths } from './paths.ts'
import { property } from './property.ts'
import { propertyValidation } from './property-validation.ts'

const propertyList = z.looseObject({ results: z.array(property) })
const validationList = z.looseObject({ results: z.array(propertyValidation) })

export function createProperties(call: ApiCall, paths: Paths): Properties {
  const list: Properties['list'] = async (objectTypeId, options) => {
    const answer = await call({ method: 'GET', path: paths.properties(objectTypeId) }, options)
    return parseAnswer(propertyList, answer, `the properties of ${objectTypeId}`).results
  }
  return {
    list,
    validations: async (objectTypeId, options) => {
      const answer = await call({ method: 'GET', path: paths.propertyValidations(objectTypeId) }, options)
      return parseAnswer(validationList, answer, `the validation rules of ${objectTypeId}`).results
    },
    create: (objectTypeId, input, options) =>
      afterLostAnswer(
        async () => {
          const request = { method: 'POST', path: paths.properties(objectTypeId), json: input } as const
          return parseWritten(property, await call(request, options), `the new property ${input.name}`)
        },
        async () => {
          const found = (await list(objectTypeId, options)).find(({ name }) => name === input.name)
          const same = found?.label === input.label && found.type === input.type && found.fieldType === input.fieldType
          return same && (input.hasUniqueValue !== true || found.hasUniqueValue === true) ? found : undefined
        },
      ),
  }
}
