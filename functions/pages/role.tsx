/** GET /team/roles and the form of one role: a name, and what it may do in plain words. */
import type { FC } from 'hono/jsx'

import type { Grantable } from '../../src/member/roles.ts'
import { BackHead, Page, Tabs } from './layout.tsx'
import { ActionForm, Empty, Field, Icon } from './parts.tsx'
import type { CustomRole } from './props-team.ts'
import { text } from './text.en.ts'

export type RoleView = {
  /** Null: a new one. */
  id: string | null
  /** How many people have it. */
  members: number
  reachable: boolean
  /** What whoever looks may give. */
  offered: readonly Grantable[]
  /** The form as it was typed. */
  values: { name: string; permissions: readonly string[] }
  errors: { name?: string; role?: string }
  needsYou: number
}

const words = text.role

const heldBy = (members: number): string => (members === 0 ? words.nobody : words.held(members))

export const RolesPage: FC<{ roles: CustomRole[]; needsYou: number }> = ({ roles, needsYou }) => (
  <Page title={words.title} look="p-card">
    <main>
      <BackHead href="/team" label={text.team.back}>
        <div>
          <h1>{words.title}</h1>
          <p class="sum">{words.says}</p>
        </div>
      </BackHead>
      <div class="stack">
        {roles.length === 0 ? <Empty icon="user" {...words.none} /> : <Roles roles={roles} />}
        <a class="btn pri wide" href="/team/roles/new">
          {words.make}
        </a>
      </div>
    </main>
    <Tabs here="more" needsYou={needsYou} />
  </Page>
)

const Roles: FC<{ roles: CustomRole[] }> = ({ roles }) => (
  <ul class="card menu">
    {roles.map(({ id, name, members }) => (
      <li>
        <a class="row" href={`/team/roles/${id}`}>
          <span class="rb">
            <b dir="auto">{name}</b>
            <small>{heldBy(members)}</small>
          </span>
          <Icon name="chevron-right" />
        </a>
      </li>
    ))}
  </ul>
)

export const RolePage: FC<RoleView> = (view) => {
  const { id, members, reachable, errors, needsYou } = view
  return (
    <Page title={id ? view.values.name : words.new} look="p-card">
      <main>
        <BackHead href="/team/roles" label={words.back}>
          <div>
            <h1 dir="auto">{id ? view.values.name : words.new}</h1>
            {id ? <p class="sum">{heldBy(members)}</p> : null}
          </div>
        </BackHead>
        <div class="stack">
          {errors.role ? (
            <p class="alert" role="alert">
              {errors.role}
            </p>
          ) : null}
          <section class="card">
            {reachable ? <RoleForm {...view} /> : <p class="lead">{words.outOfReach}</p>}
          </section>
          {id && reachable ? (
            <section class="card">
              <p class="lead">{words.removeSays}</p>
              <ActionForm
                action={`/team/roles/${id}/removal`}
                label={words.remove}
                look="btn wide"
              />
            </section>
          ) : null}
        </div>
      </main>
      <Tabs here="more" needsYou={needsYou} />
    </Page>
  )
}

const RoleForm: FC<RoleView> = ({ id, offered, values, errors, members }) => (
  <form method="post" action={id ? `/team/roles/${id}` : '/team/roles'}>
    <Field
      name="name"
      label={words.name}
      hint={words.nameHint}
      error={errors.name}
      input={{ type: 'text', autocomplete: 'off', value: values.name, maxlength: 40 }}
    />
    <fieldset class="fld">
      <legend>{words.may}</legend>
      {offered.map((name) => (
        <label class="check">
          <input
            type="checkbox"
            name={name}
            value="1"
            checked={values.permissions.includes(name)}
          />
          <span>
            <b>{words.permissions[name].title}</b>
            <small>{words.permissions[name].says}</small>
          </span>
        </label>
      ))}
    </fieldset>
    {members > 0 ? <p class="lead">{words.counts}</p> : null}
    <button class="btn pri wide" type="submit">
      {words.save}
    </button>
  </form>
)
