/**
 * The matrix of roles: every route, asked by everybody who may knock, about a row of their own business, of the neighbours' and of nobody. The routes
 * come from the running app and the promises from the table of roles, so a new route or permission is held to it from its first day.
 */
import { readFile, writeFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import { grantable } from '../../src/member/roles.ts'
import { createApp } from '../app.tsx'
import type { Guard } from '../session.ts'
import type { House } from '../testing.ts'
import { actors, change, sessionOf, visitor, type Answer, type Headers } from './actors/testing.ts'
import { describeMatrix, guardsOf } from './page/testing.ts'
import { BUSINESS, CANARY, isThere, openStreet, ownRow, rowsOf, tableOf } from './rows/testing.ts'

type Given = {
  house: () => House
  /** Open to everybody, each for a reason. */
  open: Record<string, string>
  /** Asks a route with a form that it takes. */
  call: (route: string, given: { headers: Headers; id?: string }) => Promise<Response>
}
type Seen = { actor: string; route: string; status: number; body: string; where: string }

/** Understood, and the code in the form is not the right one. */
const asksForCode = ['POST /confirm', 'POST /security/second-factor/app']
/** Guarded by a session alone: whoever waits for approval in one business must be able to go to another. */
const bySession = ['GET /businesses', 'POST /businesses']
const PAGE = new URL('../matrix.txt', import.meta.url)
const LONG_MS = 180_000

/** Our own references and the ids that were asked for. */
const without = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')

/** What kind of answer this is. Somebody who is not signed in is led to the log-in where they asked for a page. */
const kindOf = ({ route, status, where }: Seen): Answer => {
  const isPage = route.startsWith('GET')
  if (status === 401 || (isPage && where.startsWith('/login'))) return 'out'
  if (status === 403) return 'forbidden'
  // With `sent` it is the page's own answer: a code was mailed.
  return where.startsWith('/confirm') && !where.includes('sent=') ? 'stale' : 'in'
}

export const matrixLaws = ({ house: open, call, ...given }: Given): void => {
  describe('the matrix of roles and routes', () => {
    let house: House
    let street: Awaited<ReturnType<typeof openStreet>>
    let guards: ReturnType<typeof guardsOf>
    let guarded: [string, Guard][]

    beforeAll(async () => {
      house = open()
      street = await openStreet(house)
      guards = guardsOf(house.app)
      guarded = [...guards].flatMap(([route, guard]) => (guard ? [[route, guard]] : []))
    }, LONG_MS)

    const probe = async (actor: string, route: string, asked: { headers: Headers; id: string }) => {
      const headers = { ...asked.headers, Accept: 'text/html, text/x-part' }
      const response = await call(route, { headers, id: asked.id })
      const where = response.headers.get('location') ?? ''
      const all = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
      const body = await response.text()
      expect([actor, route, `${all}\n${body}`.includes(CANARY)]).toEqual([actor, route, false])
      return { actor, route, status: response.status, body: without(body), where: without(where) }
    }
    const idIn = async (orgId: string, route: string): Promise<string> => {
      const [[row] = []] = await house.asOwner({
        text: `select id from app.${ownRow[tableOf(route)] ? tableOf(route) : 'conversations'} where org_id = $1 limit 1`,
        values: [orgId],
      })
      return String(row?.['id'])
    }
    const ownId = async (route: string, headers: Headers): Promise<string> => {
      if (!route.includes('/:')) return ''
      const make = ownRow[tableOf(route)]
      return make ? make(house, headers) : idIn(house.business.orgId, route)
    }

    test('a route stands behind a guard, or on the list of those that are open [#20] [#25]', () => {
      const bare = [...guards].flatMap(([route, guard]) => (guard ? [] : [route]))
      expect(bare.toSorted()).toEqual([...Object.keys(given.open), ...bySession].toSorted())
      expect(guarded.length).toBeGreaterThan(15)
      const planted = createApp(house.deps)
      planted.get('/planted', (c) => c.text('come in'))
      expect(guardsOf(planted).get('GET /planted')).toBeNull()
    })

    const business = () => rowsOf(house, house.business.orgId, BUSINESS)

    test.each(Object.entries(actors))(
      'every route answers as the table of roles promises: %s [#20] [#21] [#25]',
      async (name, actor) => {
        for (const [route, guard] of guarded) {
          const headers = await actor.signIn(house, guard)
          const id = await ownId(route, headers)
          const expected = actor.expects(guard, route)
          const before = expected === 'in' ? null : await business()
          const seen = await probe(name, route, { headers, id })
          expect([route, seen.status, kindOf(seen)]).toEqual([route, seen.status, expected])
          expect([route, seen.status < 500]).toEqual([route, true])
          if (before) expect(await business()).toEqual(before)
          // Not understood, or about nothing, a probe proves little: give the route a form in laws.test.ts, or a row above.
          else if (!asksForCode.includes(route))
            expect([route, seen.status]).not.toEqual([route, 400])
          if (!before && isThere(route)) expect([route, seen.status]).not.toEqual([route, 404])
        }
      },
      LONG_MS,
    )

    test(
      'the neighbours’ rows and rows that never were answer the same to everybody, and stay as they are [#30]',
      async () => {
        const before = await rowsOf(house, street.neighbours)
        const withId = guarded.filter(([route]) => route.includes('/:'))
        expect(withId.length).toBeGreaterThan(8)
        for (const [name, actor] of Object.entries(actors)) {
          for (const [route, guard] of withId) {
            const answers: Omit<Seen, 'actor' | 'route'>[] = []
            for (const id of [await idIn(street.neighbours, route), crypto.randomUUID()]) {
              const headers = await actor.signIn(house, guard)
              const { status, body, where } = await probe(name, route, { headers, id })
              answers.push({ status, body, where })
            }
            expect([name, route, answers[0]]).toEqual([name, route, answers[1]])
          }
        }
        expect(await rowsOf(house, street.neighbours)).toEqual(before)
        expect(before['messages']).toMatchObject({ rows: 1 })
      },
      LONG_MS,
    )

    test(
      'the owner of another business finds nothing of ours and moves nothing of ours [#30]',
      async () => {
        const before = await rowsOf(house, house.business.orgId)
        const stranger = visitor(street.visitors)
        for (const [route, guard] of guarded.filter(([name]) => name.includes('/:'))) {
          const answers: unknown[] = []
          for (const id of [await idIn(house.business.orgId, route), crypto.randomUUID()]) {
            const headers = await stranger.signIn(house, guard)
            const { status, body, where } = await probe('a stranger', route, { headers, id })
            expect([route, body.includes('Lerato')]).toEqual([route, false])
            answers.push({ status, body, where })
          }
          expect([route, answers[0]]).toEqual([route, answers[1]])
        }
        expect(await rowsOf(house, house.business.orgId)).toEqual(before)
      },
      LONG_MS,
    )

    test('a role that changes, a permission taken away and a removal count from the next request on [#14]', async () => {
      const thread = { id: await idIn(house.business.orgId, 'GET /conversations/:id') }
      const statusOf = async (route: string, headers: Headers) =>
        (await probe('', route, { headers, ...thread })).status
      const staff = await house.signedIn('staff')
      const own = await house.signedIn('custom', { permissions: ['inbox.read'] })
      const { member_id: member } = await sessionOf(house, staff)
      const { custom_role_id: role } = await sessionOf(house, own)
      expect(await statusOf('POST /conversations/:id/takeover', staff)).toBe(200)
      await change(house, `update app.members set role = 'viewer' where id = $1`, [member])
      expect(await statusOf('POST /conversations/:id/takeover', staff)).toBe(403)
      expect(await statusOf('GET /conversations/:id', staff)).toBe(200)
      await change(house, `update app.members set role = 'manager' where id = $1`, [member])
      expect(await statusOf('GET /activity', staff)).toBe(200)
      await change(house, `update app.members set state = 'pending' where id = $1`, [member])
      expect(await statusOf('GET /conversations/:id', staff)).toBe(403)
      await change(house, `delete from app.members where id = $1`, [member])
      expect(await statusOf('GET /conversations/:id', staff)).toBe(303)
      expect(await statusOf('GET /', own)).toBe(200)
      await change(house, `update app.custom_roles set permissions = '{}' where id = $1`, [role])
      expect(await statusOf('GET /', own)).toBe(403)
    })

    test('what a role sees of customers changes with its next request too [#14] [#24]', async () => {
      const headers = await house.signedIn('staff')
      const { member_id: member } = await sessionOf(house, headers)
      const inbox = async () => (await probe('', 'GET /', { headers, id: '' })).body
      expect(await inbox()).toContain('Lerato')
      await change(house, `update app.members set role = 'viewer' where id = $1`, [member])
      expect(await inbox()).not.toContain('Lerato')
    })

    test(
      'the page about the matrix says what the app does [#20] [#24]',
      async () => {
        const personal = new Set<string>()
        const hidden = { permissions: [] as string[] }
        for (const [route, guard] of guarded) {
          const isPersonal = async (headers: Headers) =>
            /Lerato|82 ?555 ?0111/.test(
              (await probe('', route, { headers, id: await ownId(route, headers) })).body,
            )
          if (await isPersonal(await house.signedIn('owner'))) personal.add(route)
          hidden.permissions = grantable.filter(
            (each) => each === guard.permission || each === guard.besides,
          )
          const blind = await isPersonal(await house.signedIn('custom', hidden))
          expect([route, blind]).toEqual([route, false])
        }
        expect(personal.size).toBeGreaterThan(3)
        const page = describeMatrix({ guards, open: given.open, personal })
        if (process.env['UPDATE_MATRIX']) await writeFile(PAGE, page)
        expect(await readFile(PAGE, 'utf8')).toBe(page)
      },
      LONG_MS,
    )
  })
}
