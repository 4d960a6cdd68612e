import type { Context } from 'hono'
import * as z from 'zod'

import { Invalid, NotFound } from '../src/errors.ts'
import { text } from './pages/text.en.ts'

const FORM_LIMIT_BYTES = 65_536

/** As people type it; two spellings of one address are one person. */
export const emailAddress = z
  .string()
  .transform((typed) => typed.trim().toLowerCase())
  .pipe(z.email(text.login.emailWrong).max(254, text.login.emailWrong))

/** A name that a person types: it may head a page and stand in a mail. */
export const oneLine = (characters: number, says: string) =>
  z
    .string()
    .trim()
    .min(1, says)
    .max(characters, says)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, says)

/** A place in a list by time: its row's moment and id. */
export const timePlace = z
  .string()
  .regex(/^[^_]+_[0-9a-f-]{36}$/)
  .transform((given) => {
    const [at = '', id = ''] = given.split('_')
    return { at: new Date(at), id }
  })
  .refine(({ at, id }) => !Number.isNaN(at.getTime()) && z.uuid().safeParse(id).success)

/** The place of the last row shown, as the next page's address names it. */
export const placeOf = ({ at, id }: { at: Date; id: string }): string => `${at.toISOString()}_${id}`

/** The body's bytes, read once; null when it is larger than `limit`, without reading on. */
export const readBytes = async (
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const announced = request.headers.get('content-length')
  if (Number(announced ?? 0) > limit) return null
  // An announced length bounds what arrives; reading it whole costs half of reading it in chunks.
  if (announced !== null) {
    const whole = new Uint8Array(await request.arrayBuffer())
    return whole.byteLength > limit ? null : whole
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.byteLength
  }
  return whole
}

/** A posted form through its schema. Refuses other content types, repeated names and files. */
export const readForm = async <T>(c: Context, schema: z.ZodType<T>): Promise<T> => {
  const type = c.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    throw new Invalid('A form is expected')
  }
  const bytes = await readBytes(c.req.raw, FORM_LIMIT_BYTES)
  if (bytes === null) throw new Invalid('The form is too large')
  const form = await new Response(bytes, { headers: { 'content-type': type } })
    .formData()
    .catch(() => {
      throw new Invalid('The form cannot be read')
    })
  return check(schema, single([...form.entries()]))
}

/** The query through its schema; a repeated name is refused. */
export const readQuery = <T>(c: Context, schema: z.ZodType<T>): T =>
  check(schema, single([...new URL(c.req.url).searchParams.entries()]))

/** A row's id in the path: one that is no uuid names nothing. */
export const readId = (c: Context, name: 'id' | 'message' = 'id'): string => {
  const id = z.uuid().safeParse(c.req.param(name))
  if (!id.success) throw new NotFound('not found')
  return id.data
}

/** Two readers of a name that is given twice could take two different values. */
export const refuseRepeated = (names: readonly string[]): void => {
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated !== undefined) throw new Invalid(`${repeated} is given more than once`)
}

const single = (entries: readonly [string, unknown][]): Record<string, unknown> => {
  refuseRepeated(entries.map(([name]) => name))
  const odd = entries.find(([, value]) => typeof value !== 'string' || value.includes('\0'))
  if (odd) throw new Invalid(`${odd[0]} holds something that is no text`)
  return Object.fromEntries(entries)
}

/** What is wrong, by the field's name. */
export const mistakesIn = ({ issues }: z.ZodError): Record<string, string> =>
  Object.fromEntries(issues.map(({ path, message }) => [path.join('.'), message]))

const check = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = mistakesIn(parsed.error)
  const says = Object.entries(fields).map(([field, message]) => `${field}: ${message}`)
  throw new Invalid(says.join('. '), fields)
}
