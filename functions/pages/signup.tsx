/** GET /signup: four fields to a business of one's own. The time zone is Johannesburg's and is not asked. */
import type { FC } from 'hono/jsx'

import { WayIn } from './layout.tsx'
import { EmailField } from './login.tsx'
import { Field } from './parts.tsx'
import type { SignupView } from './props.ts'
import { text } from './text.en.ts'

export const SignupPage: FC<SignupView> = ({ values, errors }) => (
  <WayIn title={text.signup.title}>
    <div class="card">
      <h1>{text.signup.title}</h1>
      <p class="lead">{text.signup.says}</p>
      <form method="post" action="/signup">
        <Field
          name="business"
          label={text.signup.business}
          hint={text.signup.businessHint}
          error={errors.business}
          input={{ type: 'text', autocomplete: 'organization', value: values.business }}
        />
        <Field
          name="name"
          label={text.signup.name}
          error={errors.name}
          input={{ type: 'text', autocomplete: 'name', value: values.name }}
        />
        <EmailField value={values.email} error={errors.email ?? null} />
        <Field
          name="phone"
          label={text.connect.phone}
          hint={text.connect.phoneHint}
          error={errors.phone}
          input={{ type: 'tel', inputmode: 'tel', autocomplete: 'tel', value: values.phone }}
        />
        <button class="btn pri wide" type="submit">
          {text.signup.send}
        </button>
      </form>
    </div>
    <a class="link" href="/login">
      {text.signup.logIn}
    </a>
  </WayIn>
)
