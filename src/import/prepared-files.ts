import type { Plan } from './plan.ts'
import { type PreparedFile, type PrepareOptions, prepareUpload } from './prepare-upload.ts'

/** All files of a plan, or none: what was prepared before a failure is closed. */
export async function prepareAll(plan: Plan, options: PrepareOptions): Promise<PreparedFile[]> {
  const files: PreparedFile[] = []
  for (const file of plan.files) {
    files.push(await prepareUpload(plan, file, options).catch(closeAllAndThrow(files)))
  }
  return files
}

/** Two files of one import need two names. */
export function uniqueNames(files: readonly PreparedFile[]): string[] {
  const taken: string[] = []
  for (const { fileName } of files) {
    const numbered = files.map((_, index) => fileName.replace(/\.csv$/, `-${index + 2}.csv`))
    taken.push([fileName, ...numbered].find((name) => !taken.includes(name)) ?? fileName)
  }
  return taken
}

export function withUniqueNames(files: readonly PreparedFile[]): PreparedFile[] {
  const names = uniqueNames(files)
  return files.map((file, index) => ({ ...file, fileName: names[index] ?? file.fileName }))
}

export const closeAll = async (files: readonly PreparedFile[]): Promise<void> => {
  await Promise.all(files.map((file) => file.close()))
}

export const closeAllAndThrow =
  (files: readonly PreparedFile[]) =>
  async (error: unknown): Promise<never> => {
    await closeAll(files)
    throw error
  }
