import { countChats } from '../src/conversation/inbox.ts'
import { one } from '../src/errors.ts'
import { mayDo } from '../src/member/roles.ts'
import { readOrg } from '../src/org/org.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../src/session/session.ts'
import type { HouseApp } from './http.ts'
import { readId } from './input.ts'
import { MorePage, SecurityPage } from './pages/more.tsx'
import { requireMember, sessionHash } from './session.ts'

/** What everybody may do about their own log-in. */
export const mountMore = (app: HouseApp): HouseApp =>
  app
    .get('/more', requireMember('own.security'), async (c) => {
      const { db, clock, lookups } = c.var.deps
      const at = clock()
      const [me, orgs, counts, businesses] = await c.var.ask(
        readOrg(db),
        countChats(db, { at }),
        lookups.ownOrgs({ tokenHash: await sessionHash(c), at }),
      )
      const view = {
        me: { name: me.name, orgName: one(orgs).name },
        seesActivity: mayDo(me, 'audit.read'),
        mayExport: mayDo(me, 'data.export'),
        seesTeam: mayDo(me, 'team.manage'),
        seesPayments: mayDo(me, 'payment.request'),
        seesSubscription: mayDo(me, 'subscription.manage'),
        hasOthers: businesses.length > 1,
        needsYou: one(counts).needsYou,
      }
      return c.html(<MorePage {...view} />)
    })
    .get('/security', requireMember('own.security'), async (c) => {
      const { db, clock } = c.var.deps
      const at = clock()
      const [, orgs, counts, sessions] = await c.var.ask(
        readOrg(db),
        countChats(db, { at }),
        listSessions(db, { at }),
      )
      const view = { at, zone: one(orgs).timezone, sessions, needsYou: one(counts).needsYou }
      return c.html(<SecurityPage {...view} />)
    })
    .post('/security/sessions/:id/ending', requireMember('own.security'), async (c) => {
      const [, [, ended]] = await c.var.ask(endOwnSession(c.var.deps.db, { id: readId(c) }))
      one(ended)
      return c.redirect('/security', 303)
    })
    .post('/security/others/ending', requireMember('own.security'), async (c) => {
      await c.var.ask(endOtherSessions(c.var.deps.db))
      return c.redirect('/security', 303)
    })
