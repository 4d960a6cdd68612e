/** `npm run bench`: what a webhook costs beside its own statements under pgbench, and beside a route that does nothing. */
import { parseArgs } from 'node:util'

import { stopOnSignals } from '../stage.ts'
import { chatNumber, messageId } from './deliveries.ts'
import { openHouse, type House } from './house.ts'
import { findPgbench, statementsOf } from './pgbench.ts'
import { bare, measure, pgbench, webhook, type Press } from './phases.ts'
import { reportOf, type Round } from './report.ts'

const WARM_UP_SECONDS = 2

const runRound = async (house: House, press: Press): Promise<Round> => ({
  webhook: await measure(house, () => webhook(house, press)),
  extended: await measure(house, () => pgbench(house, 'extended', press)),
  prepared: await measure(house, () => pgbench(house, 'prepared', press)),
  bare: await measure(house, () => bare(house, press)),
})

/** What the Worker sent last must be what pgbench sends: otherwise the yardstick measures something else. */
const refuseOtherStatements = ({ stage, targets }: House): void => {
  const [target] = targets
  const sent = stage.neon.counts().trips.at(-1)?.queries
  const message = { id: messageId({ phase: 0, client: 0, n: 0 }), chat: chatNumber(0) }
  const ours = target && statementsOf(target, { ...message, at: new Date() }).map(({ sql }) => sql)
  if (JSON.stringify(sent) !== JSON.stringify(ours))
    throw new Error(`the Worker sends ${JSON.stringify(sent)}, pgbench ${JSON.stringify(ours)}`)
}

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      clients: { type: 'string', default: '32' },
    },
  })
  findPgbench()
  const press = { clients: Number(values.clients), seconds: Number(values.seconds) }
  const house = await openHouse()
  stopOnSignals(house.stop)
  try {
    await webhook(house, { ...press, seconds: WARM_UP_SECONDS })
    refuseOtherStatements(house)
    const rounds: Round[] = []
    for (let n = 1; n <= Number(values.rounds); n++) {
      console.log(`round ${n} of ${values.rounds}`)
      rounds.push(await runRound(house, press))
    }
    console.log(`\n${press.clients} clients, ${reportOf(rounds)}`)
  } finally {
    await house.stop()
  }
}

await main()
