/** GET /export: what can be taken out as a file, which days of it, and how it is written. Each file has a button that asks for it. */
import type { FC } from 'hono/jsx'

import type { ExportName } from '../../src/export/export.ts'
import { MoreHead, Page, Tabs } from './layout.tsx'
import { Heard } from './parts.tsx'
import { text } from './text.en.ts'

const words = text.export

export type ExportView = {
  files: { what: ExportName; columns: readonly string[] }[]
  /** False: names, numbers and words of customers are left out. */
  seesPersonal: boolean
  values: {
    from: string
    to: string
    separator: 'comma' | 'semicolon'
    form: 'spreadsheet' | 'software'
  }
  /** What else it is narrowed to: one chat, somebody's changes. */
  kept: Readonly<Record<string, string>>
  needsYou: number
}

export const ExportPage: FC<ExportView> = (view) => (
  <Page title={words.title} look="p-card">
    <main>
      <MoreHead>
        <div>
          <h1>{words.title}</h1>
          <p class="sum">{words.says}</p>
        </div>
      </MoreHead>
      <form class="stack" method="get" action="/export/messages.csv" data-download="">
        {Object.entries(view.kept).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <Days {...view} />
        <Written {...view} />
        <Files {...view} />
      </form>
    </main>
    <Tabs here="more" needsYou={view.needsYou} />
  </Page>
)

const Days: FC<ExportView> = ({ values }) => (
  <section class="card">
    <h2>{words.days}</h2>
    <p class="lead">{words.daysSay}</p>
    <div class="pair">
      <Day name="from" label={words.from} value={values.from} />
      <Day name="to" label={words.to} value={values.to} />
    </div>
  </section>
)

const Day: FC<{ name: 'from' | 'to'; label: string; value: string }> = ({ name, label, value }) => (
  <div class="fld">
    <label for={name}>{label}</label>
    <input id={name} name={name} type="date" value={value} autocomplete="off" />
  </div>
)

const Written: FC<ExportView> = ({ values }) => (
  <section class="card">
    <h2>{words.written}</h2>
    <Choice name="form" label={words.formFor} options={words.forms} chosen={values.form} />
    <Choice
      name="separator"
      label={words.between}
      options={words.separators}
      chosen={values.separator}
    />
  </section>
)

const Choice: FC<{
  name: string
  label: string
  options: Readonly<Record<string, { title: string; says: string }>>
  chosen: string
}> = ({ name, label, options, chosen }) => (
  <fieldset class="fld">
    <legend>{label}</legend>
    {Object.entries(options).map(([value, { title, says }]) => (
      <label class="check">
        <input type="radio" name={name} value={value} checked={value === chosen} />
        <span>
          <b>{title}</b>
          <small>{says}</small>
        </span>
      </label>
    ))}
  </fieldset>
)

const Files: FC<ExportView> = ({ files, seesPersonal }) => (
  <section class="card">
    <h2>{words.which}</h2>
    <p class="lead">{words.asOf}</p>
    {seesPersonal ? null : <p class="lead">{words.masked}</p>}
    <ul>
      {files.map(({ what, columns }) => (
        <li class="dev">
          <div>
            <b>{words.files[what].title}</b>
            <small>{words.files[what].says}</small>
            <small>{words.columns(columns.map(words.column))}</small>
          </div>
          <button class="btn sm" type="submit" formaction={`/export/${what}.csv`}>
            <span>
              {words.download}
              <Heard>{` ${words.files[what].title}`}</Heard>
            </span>
          </button>
        </li>
      ))}
    </ul>
    <div id="progress" role="status" />
    <p class="lead">{words.limits}</p>
  </section>
)
