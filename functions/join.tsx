/** Accepting an invitation. It signs nobody in, and spent, expired and unknown links are answered alike. */
import * as z from 'zod'

import { one } from '../src/errors.ts'
import { TO_PERSON, writeMail } from '../src/mail/mail.ts'
import { hashToken } from '../src/session/token.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { mistakesIn, oneLine, readForm, readQuery } from './input.ts'
import { sealNew } from './mail.ts'
import { JoinedPage, JoinGonePage, JoinPage } from './pages/join.tsx'
import { text } from './pages/text.en.ts'
import { wakeNotice } from './sign-in.ts'

const NAME_CHARACTERS = 80

const Link = z.object({ t: z.string().max(100).default('') })
const Typed = Link.extend({ name: z.string().max(300).default('') })
const Name = z.object({ name: oneLine(NAME_CHARACTERS, text.join.nameWrong) })

export const mountJoin = (app: HouseApp): HouseApp =>
  app
    .get('/join', async (c) => {
      const { t } = readQuery(c, Link)
      const invitation = await findInvitation(c, t)
      if (!invitation) return c.html(<JoinGonePage />, 404)
      return c.html(<JoinPage {...invitation} token={t} name="" error={null} />)
    })
    .post('/join', async (c) => {
      const typed = await readForm(c, Typed)
      const invitation = await findInvitation(c, typed.t)
      if (!invitation) return c.html(<JoinGonePage />, 404)
      const form = Name.safeParse(typed)
      if (!form.success) {
        const error = mistakesIn(form.error)['name'] ?? null
        const view = { ...invitation, token: typed.t, name: typed.name, error }
        return c.html(<JoinPage {...view} />, 400)
      }
      const said = { token: typed.t, name: form.data.name, email: invitation.email }
      if (!(await accept(c, said))) return c.html(<JoinGonePage />, 404)
      return c.html(<JoinedPage inviter={invitation.inviter} />)
    })

const findInvitation = async (c: HouseContext, token: string) => {
  const { deps } = c.var
  const [found] = await deps.lookUp(
    deps.lookups.findInvitation({ tokenHash: await hashToken(token), at: deps.clock() }),
  )
  return found
}

/** A trip of its own: the letter to the inviter names the invited address and is sealed here. False: somebody was faster. */
const accept = async (
  c: HouseContext,
  { token, name, email }: { token: string; name: string; email: string },
): Promise<boolean> => {
  const { deps } = c.var
  const letter = { to: TO_PERSON, name, email, url: `${deps.origin}/team` }
  const accepted = await deps.lookUp(
    deps.lookups.acceptInvitation({
      tokenHash: await hashToken(token),
      name,
      mail: await sealNew(deps, writeMail('invitation_accepted', letter)),
      at: deps.clock(),
    }),
  )
  const { status, mailId } = one(accepted)
  await wakeNotice(c, mailId)
  return status === 'accepted'
}
