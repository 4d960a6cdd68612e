import { randomUUID } from 'node:crypto'

import * as z from 'zod'

import { createMishaps } from './mishap.ts'

/** What the next call is answered with. */
export const ScriptedAnswer = z.union([
  z.object({
    text: z.string(),
    stopReason: z.enum(['end_turn', 'max_tokens', 'refusal']).optional(),
  }),
  z.object({
    tool: z.string(),
    input: z.record(z.string(), z.unknown()),
    text: z.string().optional(),
  }),
])
export type ScriptedAnswer = z.infer<typeof ScriptedAnswer>
export type Model = ReturnType<typeof createModel>

const Block = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
})
type Block = z.infer<typeof Block>
const Message = z.object({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(Block)]),
})
const MessagesRequest = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  messages: z.array(Message).min(1),
  temperature: z.unknown().optional(),
})
type MessagesRequest = z.infer<typeof MessagesRequest>

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

/** A loopback `POST /v1/messages` as strict as Anthropic's. Answers come from a script, first in, first out. */
export const createModel = () => {
  const requests: MessagesRequest[] = []
  const mishaps = createMishaps()
  let answers: ScriptedAnswer[] = []

  const complete = async (request: Request): Promise<Response> => {
    const refused = refuseHeaders(request.headers)
    if (refused) return refused
    const read = MessagesRequest.safeParse(await request.json().catch(() => null))
    if (!read.success) return errorAnswer(400, z.prettifyError(read.error))
    const wrong = findMistake(read.data, request.headers.get('anthropic-version'))
    if (wrong) return errorAnswer(400, wrong)
    requests.push(read.data)
    return answerWith(
      read.data.model,
      answers.shift() ?? { text: 'The stage has no scripted answer.' },
    )
  }

  return {
    fetch: async (request: Request): Promise<Response> => {
      const { pathname } = new URL(request.url)
      if (request.method !== 'POST' || !pathname.endsWith('/v1/messages'))
        return errorAnswer(404, 'Not found')
      return mishaps.around(
        () => complete(request),
        (status) => errorAnswer(status, 'arranged by the stage'),
      )
    },
    script: (next: ScriptedAnswer[]): void => {
      answers = [...next]
    },
    requests: (): readonly MessagesRequest[] => [...requests],
    mishaps,
  }
}

const refuseHeaders = (headers: Headers): Response | null => {
  if (!headers.get('x-api-key') && !headers.get('authorization')?.startsWith('Bearer '))
    return errorAnswer(401, 'x-api-key header is required')
  if (!['2023-06-01', '2026-10-21'].includes(headers.get('anthropic-version') ?? ''))
    return errorAnswer(400, 'anthropic-version: header is required')
  if (!headers.get('content-type')?.startsWith('application/json'))
    return errorAnswer(400, 'content-type: must be application/json')
  return null
}

const blocksOf = (content: string | Block[] | undefined, type: string): Block[] =>
  Array.isArray(content) ? content.filter((block) => block.type === type) : []

/** The rules between messages, which a schema cannot say. */
const findMistake = (request: MessagesRequest, version: string | null): string | null => {
  const { messages } = request
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role'
  if (version === '2026-10-21' && request.temperature !== undefined)
    return 'temperature: sampling parameters are not supported'
  for (const [index, message] of messages.entries()) {
    const used = blocksOf(message.role === 'assistant' ? message.content : undefined, 'tool_use')
    const results = blocksOf(messages[index + 1]?.content, 'tool_result')
    const answered = new Set(results.map((block) => block.tool_use_id))
    const open = used.find((block) => !answered.has(block.id))
    if (open) return `messages.${index}: tool_use ${open.id} has no tool_result in the next message`
    const known = new Set(blocksOf(messages[index - 1]?.content, 'tool_use').map(({ id }) => id))
    const stray = blocksOf(message.content, 'tool_result').find((b) => !known.has(b.tool_use_id))
    if (stray) return `messages.${index}: tool_result ${stray.tool_use_id} answers no tool_use`
  }
  return null
}

const answerWith = (model: string, answer: ScriptedAnswer): Response => {
  const text = answer.text ? [{ type: 'text', text: answer.text }] : []
  const isTool = 'tool' in answer
  const tool = isTool
    ? [{ type: 'tool_use', id: newId('toolu'), name: answer.tool, input: answer.input }]
    : []
  return Response.json(
    {
      id: newId('msg'),
      type: 'message',
      role: 'assistant',
      model,
      content: [...text, ...tool],
      stop_reason: isTool ? 'tool_use' : (answer.stopReason ?? 'end_turn'),
      stop_sequence: null,
      stop_details: null,
      container: null,
      usage: {
        input_tokens: 321,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 42,
        service_tier: 'standard',
      },
    },
    { headers: { 'request-id': newId('req') } },
  )
}

const newId = (kind: string): string => `${kind}_${randomUUID().replaceAll('-', '')}`

const errorAnswer = (status: number, message: string): Response => {
  const type = ERROR_TYPES[status] ?? 'api_error'
  const request_id = newId('req')
  return Response.json(
    { type: 'error', error: { type, message }, request_id },
    { status, headers: { 'request-id': request_id } },
  )
}
