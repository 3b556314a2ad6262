import { z } from 'zod'
import { UsageError } from '../errors.ts'
import type { Answer } from './answer.ts'
import { type ApiCall, LOOK_FIRST } from './api-call.ts'
import {
  type AssociationConfiguration,
  type AssociationLimit,
  type AssociationSpec,
  associationConfiguration,
  type ConfigurationBatch,
  configurationBatch,
  isLimitSet,
  isSameType,
} from './association.ts'
import type { AssociationConfigurations, CallOptions } from './hubspot.ts'
import { afterLostAnswer, isLost } from './lost-answer.ts'
import { parseAnswer, parseWritten } from './parse-answer.ts'
import type { Paths } from './paths.ts'

const configurationList = z.looseObject({ results: z.array(associationConfiguration) })

/** A 207 is an answer like others: its errors are data, one per input that was refused. */
export function createConfigurations(call: ApiCall, paths: Paths): AssociationConfigurations {
  const read = async (path: string, options?: CallOptions) =>
    parseAnswer(configurationList, await call({ method: 'GET', path }, options), 'association configurations').results

  const list = (from: string, to: string, options?: CallOptions) => read(paths.configurations(from, to), options)

  const send = async (path: string, inputs: readonly AssociationSpec[], options?: CallOptions) =>
    batchOf(await call({ method: 'POST', path, json: { inputs } }, options))

  return {
    listAll: (options) => read(paths.allConfigurations, options),
    list,
    create: async (from, to, inputs, options) => {
      const path = paths.configurationBatch(from, to, 'create')
      try {
        return await send(path, inputs, options)
      } catch (error) {
        if (!isLost(error)) throw error
        const now = await list(from, to, options).catch(() => undefined)
        if (now === undefined) throw error
        const missing = inputs.filter((input) => !isLimitSet(now, input))
        const done = now.filter((one) => inputs.some((input) => isSameType(one, input) && !missing.includes(input)))
        if (missing.length === 0) return complete(done)
        // HubSpot has answered, only not readably: what it did not do it would refuse again.
        if (isSuccessStatus(error.hubspot?.status)) throw error
        // Creating what is missing, and only that, does no harm to what may have arrived.
        const rest = await send(path, missing, options).catch(firstMayArrive)
        return { ...rest, results: [...done, ...rest.results] }
      }
    },
    update: async (from, to, inputs, options) => {
      try {
        return await send(paths.configurationBatch(from, to, 'update'), inputs, options)
      } catch (error) {
        if (!isLost(error)) throw error
        const now = await list(from, to, options).catch(() => undefined)
        if (now === undefined) throw error
        if (inputs.every((input) => isLimitSet(now, input))) return complete(named(now, inputs))
        throw withLimits(error, now, inputs)
      }
    },
    purge: (from, to, inputs, options) =>
      afterLostAnswer(
        () => send(paths.configurationBatch(from, to, 'purge'), inputs, options),
        async () => {
          const left = named(await list(from, to, options), inputs)
          const gone = left.every(({ userEnforcedMaxToObjectIds }) => (userEnforcedMaxToObjectIds ?? null) === null)
          return gone ? complete([]) : undefined
        },
      ),
  }
}

const isSuccessStatus = (status = 0): boolean => status >= 200 && status < 300

/** The refusal is of the second request only: the first, whose answer was lost, may still be carried out. */
function firstMayArrive(error: unknown): never {
  if (!(error instanceof UsageError)) throw error
  const message = `An earlier request for the same got no answer. ${error.message}`
  throw error.toldAs({ message, fix: LOOK_FIRST, outcome: 'unknown' })
}

/** Nothing is sent again: the change may still arrive, and what differs may be what somebody else wants. */
function withLimits(
  { code, message, fix, outcome, hubspot, cause }: UsageError,
  now: readonly AssociationConfiguration[],
  inputs: readonly AssociationLimit[],
): UsageError {
  const seen = inputs.map((input) => {
    const limit = now.find((one) => isSameType(one, input))?.userEnforcedMaxToObjectIds ?? 'none'
    return `${input.typeId} is ${limit}${isLimitSet(now, input) ? ', as asked' : `, asked for ${input.maxToObjectIds}`}`
  })
  const told = `${message} The limits that are there now: ${seen.join('; ')}.`
  return new UsageError(code, told, fix, { outcome, hubspot, cause })
}

/** Purge answers 204 without a body, on dated versions possibly 200 with one. */
function batchOf(answer: Answer): ConfigurationBatch {
  if (answer.text === '') return complete([])
  return parseWritten(configurationBatch, answer, 'a batch of association configurations')
}

const complete = (results: AssociationConfiguration[]): ConfigurationBatch => ({ status: 'COMPLETE', results })

const named = (now: readonly AssociationConfiguration[], inputs: readonly AssociationSpec[]) =>
  now.filter((one) => inputs.some((input) => isSameType(one, input)))
