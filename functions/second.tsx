/** The question for the second factor, after a password or a link. The half-open log-in is this browser's alone, by a cookie. */
import * as z from 'zod'

import { LimitReached, NotProven, one } from '../src/errors.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { readForm } from './input.ts'
import { SecondPage } from './pages/second.tsx'
import { proofOf } from './proof.ts'
import { finishSignIn, halfHashOf, newSignIn } from './sign-in.ts'

const Answer = z.object({ code: z.string().max(40).default(''), trust: z.literal('1').optional() })

export const mountSecond = (app: HouseApp): HouseApp =>
  app
    .get('/login/second', async (c) => {
      const { asks } = await findHalf(c)
      return c.html(<SecondPage asks={asks} error={null} />)
    })
    .post('/login/second', async (c) => {
      const { deps } = c.var
      const { code, trust } = await readForm(c, Answer)
      const half = await findHalf(c)
      const signIn = await newSignIn(c)
      const finished = await deps.lookUp(
        deps.lookups.finishLogin({
          halfHash: half.halfHash,
          proof: await proofOf(c, code, half),
          trust: trust !== undefined,
          signIn: signIn.stored,
          at: deps.clock(),
        }),
      )
      const outcome = one(finished)
      if (outcome.status === 'limited') {
        throw new LimitReached('too many codes were tried', outcome.waitSeconds ?? 0)
      }
      if (outcome.status === 'wrong') {
        return c.html(<SecondPage asks={half.asks} error="code_wrong" />, 400)
      }
      const next = await finishSignIn(c, signIn, outcome)
      if (!next) throw new NotProven('link_spent')
      return c.redirect('/', 303)
    })

const findHalf = async (c: HouseContext) => {
  const { deps } = c.var
  const halfHash = await halfHashOf(c)
  if (!halfHash) throw new NotProven('link_spent')
  const found = await deps.lookUp(deps.lookups.findSecond({ halfHash, at: deps.clock() }))
  return { halfHash, ...one(found, new NotProven('link_spent')) }
}
