/** GET /subscription/vat-number: the business's own, on its receipts. */
import type { FC } from 'hono/jsx'

import { Field } from './parts.tsx'
import { Step } from './subscription-steps.tsx'
import { text } from './text.en.ts'

const words = text.subscription.vat

export type VatNumberView = { typed: string; errors: { vatNumber?: string }; needsYou: number }

export const VatNumberPage: FC<VatNumberView> = ({ typed, errors, needsYou }) => (
  <Step title={words.title} needsYou={needsYou}>
    <section class="card">
      <form method="post" action="/subscription/vat-number">
        <p class="lead">{words.says}</p>
        <Field
          name="vatNumber"
          label={words.label}
          hint={words.hint}
          error={errors.vatNumber}
          input={{
            type: 'text',
            inputmode: 'numeric',
            autocomplete: 'off',
            value: typed,
            maxlength: 40,
            required: false,
          }}
        />
        <button class="btn pri wide" type="submit">
          {words.save}
        </button>
      </form>
    </section>
  </Step>
)
