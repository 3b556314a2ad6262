import { z } from 'zod'
import type { Answer } from './answer.ts'
import type { ApiCall } from './api-call.ts'
import { type AssociationLabel, associationLabel, type LabelInput } from './association.ts'
import type { AssociationLabels, CallOptions } from './hubspot.ts'
import { afterLostAnswer } from './lost-answer.ts'
import { parseAnswer, parseWritten } from './parse-answer.ts'
import type { Paths } from './paths.ts'

const labelList = z.looseObject({ results: z.array(associationLabel) })

/** A lost answer of a write is followed by a look at the list, never by a second write. */
export function createLabels(call: ApiCall, paths: Paths): AssociationLabels {
  const list = async (from: string, to: string, options?: CallOptions) => {
    const answer = await call({ method: 'GET', path: paths.labels(from, to) }, options)
    return parseAnswer(labelList, answer, `the labels of ${from} to ${to}`).results
  }

  return {
    list,
    create: (from, to, input, options) =>
      afterLostAnswer(
        async () => {
          const answer = await call({ method: 'POST', path: paths.labels(from, to), json: input }, options)
          return parseWritten(labelList, answer, 'the new label').results
        },
        async () => {
          const [there, back] = [await list(from, to, options), await list(to, from, options)]
          return createdPair(there, back, input)
        },
      ),
    update: async (from, to, input, options) => {
      const applied = async () => {
        const own = (await list(from, to, options)).find(({ typeId }) => typeId === input.associationTypeId)
        const inverse = (await list(to, from, options)).map(({ label }) => label)
        const equal = own?.label === input.label && inverse.includes(input.inverseLabel ?? input.label)
        return equal ? true : undefined
      }
      const request = { method: 'PUT', path: paths.labels(from, to), json: input } as const
      await afterLostAnswer(async () => isDone(await call(request, options)), applied)
    },
    delete: async (from, to, associationTypeId, options) => {
      const gone = async () => {
        const left = await list(from, to, options)
        return left.some(({ typeId }) => typeId === associationTypeId) ? undefined : true
      }
      const request = { method: 'DELETE', path: paths.label(from, to, associationTypeId) } as const
      await afterLostAnswer(async () => isDone(await call(request, options)), gone)
    },
  }
}

/** 204, or an empty 200: there is nothing to read. The page of a proxy that answers 200 says nothing of the write. */
function isDone(answer: Answer): true {
  if (answer.text !== '') parseWritten(noError, answer, 'the change of a label')
  return true
}

const noError = z.looseObject({
  status: z
    .string()
    .regex(/^(?!error$)/)
    .optional(),
})

/** `name` is never returned, so an equal label is one with the same texts on both sides. */
function createdPair(
  there: readonly AssociationLabel[],
  back: readonly AssociationLabel[],
  { label, inverseLabel = label }: LabelInput,
): AssociationLabel[] | undefined {
  const own = there.find((one) => one.label === label && one.category !== 'HUBSPOT_DEFINED')
  const inverse = back.find((one) => one.label === inverseLabel && one.typeId !== own?.typeId)
  return own === undefined || inverse === undefined ? undefined : [own, inverse]
}
