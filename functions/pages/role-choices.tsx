/** Roles as a list to choose one from, each with what it may do. */
import type { FC } from 'hono/jsx'

import type { RoleOption } from './props-team.ts'

export const RoleChoices: FC<{
  label: string
  options: RoleOption[]
  /** The value that is chosen already. */
  chosen: string
  error: string | null
}> = ({ label, options, chosen, error }) => (
  <fieldset class="fld" aria-describedby={error ? 'role-says' : undefined}>
    <legend>{label}</legend>
    {options.map(({ value, title, says }) => (
      <label class="check">
        <input type="radio" name="role" value={value} required checked={value === chosen} />
        <span>
          <b>{title}</b>
          {says ? <small>{says}</small> : null}
        </span>
      </label>
    ))}
    {error ? (
      <small id="role-says" class="err">
        {error}
      </small>
    ) : null}
  </fieldset>
)
