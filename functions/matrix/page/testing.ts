/** Joins the app's routes with their guards, and writes the page about it: functions/matrix.txt. */
import { inspectRoutes } from 'hono/dev'

import { grantable, roles, rolesThatMay } from '../../../src/member/roles.ts'
import type { HouseApp } from '../../http.ts'
import { guardOf, type Guard } from '../../session.ts'

/** Every route of the app with what its guard asks for; null where it has none. */
export const guardsOf = (app: HouseApp): Map<string, Guard | null> => {
  const kinds = inspectRoutes(app)
  const found = new Map<string, Guard | null>()
  app.routes.forEach(({ method, path, handler }, i) => {
    const route = `${method} ${path}`
    const guard = guardOf(handler)
    if (guard || !kinds[i]?.isMiddleware) found.set(route, found.get(route) ?? guard)
  })
  return found
}

const table = (rows: string[][]): string => {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

type Page = {
  guards: Map<string, Guard | null>
  open: Record<string, string>
  /** The routes on which somebody who may read personal data found some. */
  personal: ReadonlySet<string>
}

/** Who may do what on which route, so that a person reads one page. */
export const describeMatrix = ({ guards, open, personal }: Page): string => {
  const guarded = [...guards].flatMap(([route, guard]) => (guard ? [{ route, ...guard }] : []))
  const permissions = [...new Set([...grantable, ...guarded.map(({ permission }) => permission)])]
  const presets = permissions.map((permission) => [
    permission,
    ...roles.map((role) => (rolesThatMay(permission).includes(role) ? role : '-')),
    grantable.some((each) => each === permission) ? 'may be granted' : '-',
  ])
  const rows = guarded.map(({ route, permission, besides, fresh }) => [
    route,
    besides ? `${permission} ${besides}` : permission,
    rolesThatMay(permission, besides).join(' '),
    fresh ? 'proven within 15 minutes' : '-',
    personal.has(route) ? 'masked without personal.read' : 'none',
  ])
  return `${[
    'Who may do what on which route. Written by functions/laws.test.ts (UPDATE_MATRIX=1) from the running app; each line was tried out by everybody.',
    `Permissions and the preset roles that hold them; the last column: a business may give it to roles of its own.\n\n${table(presets.toSorted(byFirst))}`,
    `Guarded routes: permissions, preset roles, how fresh the log-in must be, personal data of customers.\n\n${table(rows.toSorted(byFirst))}`,
    `Open to everybody, and why.\n\n${table(Object.entries(open).toSorted(byFirst))}`,
  ].join('\n\n')}\n`
}

const byFirst = ([a = '']: string[], [b = '']: string[]) => a.localeCompare(b)
