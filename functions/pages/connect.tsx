/** GET /connect: link the business's own WhatsApp number, by a code typed on the phone that is in the owner's hand. */
import type { FC } from 'hono/jsx'

import type { ChannelHealth } from '../../src/inbound.ts'
import { showSouthAfrican } from '../../src/phone.ts'
import { showMoment, showTime } from '../../src/time.ts'
import { Page, Tabs, Title } from './layout.tsx'
import { ActionForm, ConfirmFirst, Field, Heard, Icon, PlanFull } from './parts.tsx'
import type { IconName } from './parts.tsx'
import type { ConnectView } from './props.ts'
import { text } from './text.en.ts'

export const ConnectPage: FC<ConnectView> = (view) => (
  <Page title={text.connect.title} look="p-card">
    <main data-live={view.channel ? '/connect/live' : undefined} data-v={view.channel?.health}>
      <header class="top">
        <h1>{text.connect.title}</h1>
      </header>
      <div class="stack">
        <Channel {...view} />
        <SetUp {...view} />
      </div>
    </main>
    <Tabs here="whatsapp" needsYou={view.needsYou} />
  </Page>
)

/** What GET /connect/live answers. The form is not in it, so nothing typed is ever touched. */
export const ConnectLive: FC<ConnectView> = (view) => (
  <>
    <Title>{text.connect.title}</Title>
    <Channel {...view} />
    <Tabs here="whatsapp" needsYou={view.needsYou} />
  </>
)

const Channel: FC<ConnectView> = (view) => {
  const { channel, code } = view
  if (!channel) return null
  const waiting = channel.health === 'linking' || channel.health === 'down'
  return (
    <div class="stack-in" id="channel">
      {waiting && code ? null : <Sign {...view} />}
      {waiting && code ? <Code {...view} code={code} /> : null}
      {waiting && !code ? <CodeForm look="btn pri wide" label={text.connect.getCode} /> : null}
    </div>
  )
}

type Look = { look: string; icon: IconName; title: string; says: string }

const signOf = (
  { phone, health, since }: NonNullable<ConnectView['channel']>,
  zone: string,
): Look => {
  const words = text.connect
  const title = phone ? words.connected(showSouthAfrican(phone)) : words.connectedUnnamed
  const down = words.down(since ? showMoment(since, zone) : null)
  const looks: Record<ChannelHealth, Look> = {
    working: { look: 'sign', icon: 'check', title, says: words.connectedSays },
    linking: {
      look: 'sign wait',
      icon: 'smartphone',
      title: words.linking,
      says: words.linkingSays,
    },
    starting: { look: 'sign wait', icon: 'timer', title: words.starting, says: words.startingSays },
    down: { look: 'sign bad', icon: 'alert', title: down, says: words.downSays },
  }
  return looks[health]
}

const Sign: FC<ConnectView> = ({ channel, zone, isResting }) => {
  if (!channel) return null
  const sign = signOf(channel, zone)
  const working = channel.health === 'working'
  return (
    <section class="card" id="sign" role="status">
      <div class={sign.look}>
        <Icon name={sign.icon} />
        <div>
          <h2>{sign.title}</h2>
          {working && channel.since ? (
            <small>{text.connect.since(showMoment(channel.since, zone))}</small>
          ) : null}
        </div>
      </div>
      <p class="lead">{working && isResting ? text.connect.restingSays : sign.says}</p>
    </section>
  )
}

const CodeForm: FC<{ label: string; look: string }> = ({ label, look }) => (
  <ActionForm part action="/connect/code" label={label} look={look} />
)

type WithCode = ConnectView & { code: NonNullable<ConnectView['code']> }

const Code: FC<WithCode> = (view) => {
  const { code, channel } = view
  const digits = channel?.phone?.slice(1) ?? ''
  return (
    <>
      <section class="card" id="code">
        <h2>{text.connect.codeTitle}</h2>
        <p class="lead">{text.connect.codeSays}</p>
        <Boxes code={code.text} />
        <Timer {...view} />
        <ol class="how">
          {Object.values(text.connect.steps).map(([before, one, between, other]) => (
            <li>
              <span>
                {before}
                <b>{one}</b>
                {between}
                <b>{other}</b>
              </span>
            </li>
          ))}
        </ol>
      </section>
      <a class="btn pri wide" id="open" href={`https://wa.me/${digits}`}>
        {text.connect.openWhatsApp}
      </a>
      <CodeForm look="btn wide" label={text.connect.getNewCode} />
    </>
  )
}

const MS_PER_SECOND = 1000

/** Eight boxes for the eye, one spelled word for the ear. */
const Boxes: FC<{ code: string }> = ({ code }) => (
  <p class="code">
    <Heard>{text.connect.codeLabel(Array.from(code).join(' '))}</Heard>
    {Array.from(code).map((char) =>
      char === '-' ? <i aria-hidden="true" /> : <b aria-hidden="true">{char}</b>,
    )}
  </p>
)

const Timer: FC<WithCode> = ({ code: { expiresAt }, at, zone }) => {
  const left = Math.max(0, Math.floor((expiresAt.getTime() - at.getTime()) / MS_PER_SECOND))
  return (
    <p class="timer" id="timer">
      <Icon name="timer" />
      {left === 0 ? (
        <span>{text.connect.expired}</span>
      ) : (
        <span>{text.connect.worksUntil(showTime(expiresAt, zone))}</span>
      )}
    </p>
  )
}

/** Open when there is nothing yet or something is wrong in it; folded away once a number is set up. */
const SetUp: FC<ConnectView> = (view) => {
  if (!view.channel) {
    return (
      <section class="card">
        <h2>{text.connect.setUpTitle}</h2>
        {view.hasRoom ? (
          <FreshForm {...view} />
        ) : (
          <PlanFull says={text.connect.full} leads={view.maySubscribe} />
        )}
      </section>
    )
  }
  const wrong = Boolean(view.errors.token ?? view.errors.phone)
  return (
    <details class="card fold" open={wrong}>
      <summary>
        {text.connect.change}
        <Icon name="chevron-down" />
      </summary>
      <FreshForm {...view} />
    </details>
  )
}

const FreshForm: FC<ConnectView> = (view) =>
  view.isFresh ? <SetUpForm {...view} /> : <ConfirmFirst next="/connect" />

const SetUpForm: FC<ConnectView> = ({ values, errors }) => (
  <form method="post" action="/connect">
    <p class="lead">{text.connect.setUpSays}</p>
    <Field
      name="token"
      label={text.connect.token}
      hint={text.connect.tokenHint}
      error={errors.token}
      input={{ type: 'password', autocomplete: 'new-password', value: '' }}
    />
    <Field
      name="phone"
      label={text.connect.phone}
      hint={text.connect.phoneHint}
      error={errors.phone}
      input={{ type: 'tel', autocomplete: 'tel', value: showSouthAfrican(values.phone) }}
    />
    <button class="btn pri wide" type="submit">
      {text.connect.save}
    </button>
  </form>
)
