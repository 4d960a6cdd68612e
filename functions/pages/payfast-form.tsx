import type { FC } from 'hono/jsx'

export type PayfastForm = {
  action: string
  /** In PayFast's order, signed. */
  fields: readonly (readonly [name: string, value: string])[]
}

/** The only form of ours that goes to somebody else: it takes the payer to PayFast's own page. */
export const PayfastButton: FC<PayfastForm & { label: string }> = ({ action, fields, label }) => (
  <form method="post" action={action}>
    {fields.map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button class="btn pri wide" type="submit">
      {label}
    </button>
  </form>
)
