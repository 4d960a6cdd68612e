/** GET /security/second-factor and its authenticator app; the recovery codes that a change answers with. */
import type { Child, FC } from 'hono/jsx'

import { MoreHead, Page, Tabs } from './layout.tsx'
import { ConfirmFirst, Field, Icon } from './parts.tsx'
import { Qr } from './qr.tsx'
import { text } from './text.en.ts'

export type SecondFactorView = {
  factor: 'off' | 'email' | 'totp'
  recoveryLeft: number
  /** False: a change asks who they are anew. */
  isFresh: boolean
  /** The business asks for two factors. */
  isRequired: boolean
  /** It does, and this session had one: everything else is closed. */
  mustAct: boolean
  /** There is a proof of another kind than a mail. */
  canConfirm: boolean
  notice: 'saved' | 'required' | null
  needsYou: number
}

/** `app`: what to set up; null: who they are must be proven anew first. */
export type AppView = {
  app: { sealed: string; secret: string; uri: string } | null
  error: string | null
  needsYou: number
}

export type RecoveryView = { codes: readonly string[]; needsYou: number }

const Shell: FC<{ title: string; needsYou: number; children: Child }> = ({
  title,
  needsYou,
  children,
}) => (
  <Page title={title} look="p-card">
    <main>
      <MoreHead>
        <h1>{title}</h1>
      </MoreHead>
      <div class="stack">{children}</div>
    </main>
    <Tabs here="more" needsYou={needsYou} />
  </Page>
)

export const SecondFactorPage: FC<SecondFactorView> = (view) => (
  <Shell title={text.secondFactor.title} needsYou={view.needsYou}>
    {view.notice ? (
      <p class="alert" role="status">
        {text.secondFactor[view.notice]}
      </p>
    ) : null}
    {view.mustAct ? <MustAct {...view} /> : null}
    <section class="card">
      <h2>{text.secondFactor.after}</h2>
      <p class="lead">{text.secondFactor.is[view.factor]}</p>
      {view.isFresh ? <Choices {...view} /> : null}
      {view.isFresh || view.mustAct ? null : <ConfirmFirst next="/security/second-factor" />}
    </section>
    {view.factor === 'totp' ? <Recovery {...view} /> : null}
  </Shell>
)

/** Where people land whose business is closed to them until they have shown two proofs. */
const MustAct: FC<SecondFactorView> = ({ canConfirm }) => (
  <section class="card">
    <div class="sign wait">
      <Icon name="lock" />
      <div>
        <h2>{text.secondFactor.mustTitle}</h2>
      </div>
    </div>
    <p class="lead">{text.secondFactor[canConfirm ? 'mustChoose' : 'mustSetUp']}</p>
    <a class="btn pri wide" href="/security/second-factor/app">
      {text.secondFactor.setUp}
    </a>
    {canConfirm ? (
      <a class="btn wide" href="/confirm?next=%2F">
        {text.secondFactor.confirm}
      </a>
    ) : null}
  </section>
)

const Choices: FC<SecondFactorView> = ({ factor, isRequired, mustAct }) => (
  <>
    {mustAct ? null : (
      <a class={factor === 'totp' ? 'btn wide' : 'btn pri wide'} href="/security/second-factor/app">
        {factor === 'totp' ? text.secondFactor.setUpOther : text.secondFactor.setUp}
      </a>
    )}
    {factor === 'email' ? null : <Choice kind="email" label={text.secondFactor.byMail} />}
    {factor === 'off' || isRequired ? null : <Choice kind="off" label={text.secondFactor.off} />}
    <p class="lead">{text.secondFactor.endsOthers}</p>
  </>
)

const Choice: FC<{ kind: 'off' | 'email' | 'recovery'; label: string }> = ({ kind, label }) => (
  <form method="post" action="/security/second-factor">
    <input type="hidden" name="kind" value={kind} />
    <button class="btn wide" type="submit">
      {label}
    </button>
  </form>
)

const Recovery: FC<SecondFactorView> = ({ recoveryLeft, isFresh }) => (
  <section class="card">
    <h2>{text.secondFactor.recovery}</h2>
    <p class="lead">{text.secondFactor.left(recoveryLeft)}</p>
    {isFresh ? <Choice kind="recovery" label={text.secondFactor.newCodes} /> : null}
  </section>
)

export const AppPage: FC<AppView> = ({ app, error, needsYou }) => (
  <Shell title={text.secondFactor.app} needsYou={needsYou}>
    <section class="card">
      {app ? <SetUp {...app} error={error} /> : <ConfirmFirst next="/security/second-factor/app" />}
    </section>
  </Shell>
)

const SetUp: FC<NonNullable<AppView['app']> & { error: string | null }> = ({
  sealed,
  secret,
  uri,
  error,
}) => (
  <>
    <p class="lead">{text.secondFactor.appSays}</p>
    <Qr text={uri} label={text.secondFactor.qr} />
    <a class="btn wide" href={uri}>
      {text.secondFactor.open}
    </a>
    <p class="lead">{text.secondFactor.byHand}</p>
    <p class="keys">
      {(secret.match(/.{1,4}/g) ?? []).map((group) => (
        <span>{group}</span>
      ))}
    </p>
    <form method="post" action="/security/second-factor/app">
      <input type="hidden" name="sealed" value={sealed} />
      <Field
        name="code"
        label={text.secondFactor.code}
        hint={text.secondFactor.codeHint}
        error={error ?? undefined}
        input={{
          type: 'text',
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          value: '',
          maxlength: 7,
        }}
      />
      <button class="btn pri wide" type="submit">
        {text.secondFactor.turnOn}
      </button>
    </form>
  </>
)

export const RecoveryPage: FC<RecoveryView> = ({ codes, needsYou }) => (
  <Shell title={text.secondFactor.recovery} needsYou={needsYou}>
    <p class="alert" role="status">
      {text.secondFactor.saved}
    </p>
    <section class="card">
      <h2>{text.secondFactor.keep}</h2>
      <p class="lead">{text.secondFactor.keepSays}</p>
      <ul class="keys">
        {codes.map((code) => (
          <li>{code}</li>
        ))}
      </ul>
      <a class="btn pri wide" href="/security/second-factor">
        {text.secondFactor.kept}
      </a>
    </section>
  </Shell>
)
