/** Roles that the business makes itself. */
import * as z from 'zod'

import { countChats } from '../src/conversation/inbox.ts'
import { Conflict, Forbidden, fromDatabase, one } from '../src/errors.ts'
import {
  addCustomRole,
  changeCustomRole,
  findCustomRole,
  listCustomRoles,
  removeCustomRole,
} from '../src/member/custom-role.ts'
import { grantable, reaches } from '../src/member/roles.ts'
import type { Me } from '../src/scope.ts'
import type { HouseApp, HouseContext } from './http.ts'
import { mistakesIn, oneLine, readForm, readId } from './input.ts'
import type { CustomRole } from './pages/props-team.ts'
import { RolePage, RolesPage, type RoleView } from './pages/role.tsx'
import { text } from './pages/text.en.ts'
import { requireMember } from './session.ts'

const NAME_CHARACTERS = 40

/** A name, and a field for each permission that is ticked. */
const Typed = z.object({ name: z.string().max(300).default('') }).catchall(z.string().max(10))
const Name = z.object({ name: oneLine(NAME_CHARACTERS, text.role.nameWrong) })

export const mountRole = (app: HouseApp): HouseApp =>
  app
    .get('/team/roles', requireMember('team.manage'), async (c) => {
      const { db, clock } = c.var.deps
      const [, roles, counts] = await c.var.ask(
        listCustomRoles(db),
        countChats(db, { at: clock() }),
      )
      return c.html(<RolesPage roles={roles} needsYou={one(counts).needsYou} />)
    })
    .get('/team/roles/new', requireMember('team.manage'), async (c) =>
      c.html(<RolePage {...await readRole(c, null)} />),
    )
    .post('/team/roles', requireMember('team.manage'), (c) => saveRole(c, null))
    .get('/team/roles/:id', requireMember('team.manage'), async (c) =>
      c.html(<RolePage {...await readRole(c, readId(c))} />),
    )
    .post('/team/roles/:id', requireMember('team.manage'), (c) => saveRole(c, readId(c)))
    .post('/team/roles/:id/removal', requireMember('team.manage'), async (c) => {
      const { db } = c.var.deps
      const id = readId(c)
      const [me, removed, ...rows] = await c.var.ask(
        removeCustomRole(db, { id }),
        findCustomRole(db, { id }),
        countChats(db, { at: c.var.deps.clock() }),
      )
      if (removed.length > 0) return c.redirect('/team/roles', 303)
      const view = viewOf(me, { role: one(rows[0]), needsYou: one(rows[1]).needsYou })
      if (!view.reachable) throw new Forbidden('a role out of reach')
      return c.html(<RolePage {...view} errors={{ role: text.role.inUse }} />, 409)
    })

const unwritten = { id: null, name: '', permissions: [], members: 0, reachable: true }

/** `role` null: a new one. */
const viewOf = (
  me: Me,
  { role, needsYou }: { role: CustomRole | null; needsYou: number },
): RoleView => {
  const { id, name, permissions, members, reachable } = role ?? unwritten
  return {
    id,
    members,
    reachable,
    offered: grantable.filter((held) => reaches(me, { role: 'custom', permissions: [held] })),
    values: { name, permissions },
    errors: {},
    needsYou,
  }
}

const readRole = async (c: HouseContext, id: string | null): Promise<RoleView> => {
  const { db, clock } = c.var.deps
  const [me, roles, counts] = await c.var.ask(
    id === null ? [] : [findCustomRole(db, { id })],
    countChats(db, { at: clock() }),
  )
  const [found] = roles
  return viewOf(me, { role: found ? one(found) : null, needsYou: one(counts).needsYou })
}

const saveRole = async (c: HouseContext, id: string | null): Promise<Response> => {
  const typed = await readForm(c, Typed)
  const permissions = grantable.filter((name) => typed[name] === '1')
  const refuse = async (errors: RoleView['errors'], status: 400 | 409) => {
    const view = { ...(await readRole(c, id)), values: { name: typed.name, permissions }, errors }
    return c.html(<RolePage {...view} />, status)
  }
  const form = Name.safeParse({ name: typed.name })
  if (!form.success) return refuse(mistakesIn(form.error), 400)
  const { db } = c.var.deps
  const saved = { id: id ?? crypto.randomUUID(), name: form.data.name, permissions }
  try {
    const write = id === null ? addCustomRole(db, saved) : changeCustomRole(db, saved)
    const [, written, found] = await c.var.ask(write, findCustomRole(db, saved))
    if (written.length === 0) {
      if (id !== null) one(found)
      throw new Forbidden('a role out of reach')
    }
  } catch (error) {
    if (!(fromDatabase(error) instanceof Conflict)) throw error
    return refuse({ name: text.role.taken }, 409)
  }
  return c.redirect('/team/roles', 303)
}
