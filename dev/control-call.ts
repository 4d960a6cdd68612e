import type * as z from 'zod'

/** One call of the control API. */
export type Call = { about: string; schema: z.ZodType; run: (input: never) => unknown }

export const call = <T>(about: string, schema: z.ZodType<T>, run: (input: T) => unknown): Call => ({
  about,
  schema,
  run,
})
