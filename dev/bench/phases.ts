/** The four phases of a round: each one is work on the house, measured with the CPU it took. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { busyMs, cpuOf, cpuOfEnded, cpuOfFamily } from './cpu.ts'
import { bodyOf, chatNumber, messageId, requestOf } from './deliveries.ts'
import { runAs, type House } from './house.ts'
import type { Job, Load, Template } from './load.ts'
import { runPgbench, type Protocol } from './pgbench.ts'
import type { Cpu, Figures, Phase } from './report.ts'

/** How hard it is pressed, the same for every phase. */
export type Press = { clients: number; seconds: number }
const SETTLE_MS = 500

const cpuNow = async ({ worker, postmaster }: House): Promise<Cpu> => ({
  workerd: await cpuOf(worker.pid()),
  stage: await cpuOf(process.pid),
  postgres: await cpuOfFamily(postmaster),
  generator: await cpuOfEnded(),
  machine: busyMs(),
})

/** Runs one phase from a clean start (nothing left to write back) and notes what CPU it took. */
export const measure = async (house: House, work: () => Promise<Figures>): Promise<Phase> => {
  await runAs(house.stage.adminUrl, 'checkpoint')
  await sleep(SETTLE_MS)
  const before = await cpuNow(house)
  const figures = await work()
  const after = await cpuNow(house)
  const cpu = {
    workerd: after.workerd - before.workerd,
    stage: after.stage - before.stage,
    postgres: after.postgres - before.postgres,
    generator: after.generator - before.generator,
    machine: after.machine - before.machine,
  }
  return { ...figures, cpu }
}

const runLoad = async (job: Job): Promise<Load> => {
  const child = fork(path.join(import.meta.dirname, 'load.ts'))
  child.send(job)
  const ended = once(child, 'exit')
  const answer = await Promise.race([once(child, 'message'), ended])
  await ended // its CPU is known from here on
  const [load] = answer as [Load | number]
  if (typeof load === 'number') throw new Error('the load generator failed')
  return load
}

export const webhook = (house: House, press: Press): Promise<Load> => {
  const { targets, port } = house
  const id = messageId({ phase: house.phase++, client: 0, n: 0 })
  const message = { id, chat: chatNumber(0), at: new Date() }
  const templates = targets.map((target): Template => {
    const text = requestOf(target, `127.0.0.1:${port}`, bodyOf(target, [message]))
    return { text, id: message.id, chat: message.chat }
  })
  return runLoad({ port, ...press, templates })
}

export const bare = ({ port }: House, press: Press): Promise<Load> => {
  const text = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
  return runLoad({ port, ...press, templates: [{ text, id: '', chat: '' }] })
}

export const pgbench = (house: House, protocol: Protocol, press: Press): Promise<Figures> => {
  const { targets, stage } = house
  const settings = {
    databaseUrl: stage.runtimeUrl,
    folder: stage.folder,
    targets,
    ...press,
  }
  return runPgbench(settings, protocol, house.phase++)
}
