import * as z from 'zod'

const MAX_TIMES = 10_000

export const Delivery = z.object({
  hook: z.string().min(1),
  body: z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  headers: z.record(z.string(), z.string()).default({}),
  secret: z.boolean().default(true),
  times: z.int().min(1).max(MAX_TIMES).default(1),
  parallel: z.int().min(1).max(200).default(1),
  worker: z.int().min(0).optional(),
})
export type Delivery = z.infer<typeof Delivery>

/** Stands for "no answer": the Worker was away, or died with the request in its hands. */
const NO_ANSWER = 0

/** Posts one webhook `times` times, at most `parallel` at once; the statuses are in the order of sending. */
export const deliver = async (
  { body, headers, times, parallel }: Delivery,
  urlOf: () => string,
  secret: string | undefined,
): Promise<number[]> => {
  const statuses: number[] = []
  let next = 0
  const post = async () => {
    for (let turn = next++; turn < times; turn = next++) statuses[turn] = await postOnce()
  }
  const postOnce = () =>
    fetch(urlOf(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-webhook-secret': secret }),
        ...lowerCased(headers),
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => NO_ANSWER,
    )
  await Promise.all(Array.from({ length: Math.min(parallel, times) }, post))
  return statuses
}

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
