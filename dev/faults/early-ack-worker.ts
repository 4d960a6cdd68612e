/** A planted bug: our Worker, but a delivery is answered 200 first and stored afterwards. */
import worker from '../worker.ts'

type Rest = Parameters<typeof worker.fetch> extends [Request, ...infer Others] ? Others : never

export default {
  async fetch(request: Request, ...rest: Rest): Promise<Response> {
    if (!new URL(request.url).pathname.startsWith('/webhooks/'))
      return worker.fetch(request, ...rest)
    const { url, method, headers } = request
    const copy = new Request(url, { method, headers, body: await request.arrayBuffer() })
    const [, context] = rest
    context.waitUntil(worker.fetch(copy, ...rest))
    return new Response(null, { status: 200 })
  },
}
