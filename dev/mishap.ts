import { setTimeout as sleep } from 'node:timers/promises'

/** How a stand-in misbehaves for its next `times` requests. */
export type Mishap = {
  times: number
  delayMs: number
  /** The answer given instead of the real one; absent: the request is only delayed. */
  status?: number
  /** The request takes effect, then the connection is dropped without an answer. */
  afterAccept: boolean
}

/** Thrown through a stand-in: its server hangs up without an answer. */
export const connectionDropped = new Error('the stage dropped this connection')

export type Mishaps = ReturnType<typeof createMishaps>

/** What a stand-in asks before and after each request: is something arranged to go wrong? */
export const createMishaps = () => {
  let next: Mishap | null = null
  const take = (): Mishap | null => {
    if (!next || next.times <= 0) return null
    next.times -= 1
    return { ...next }
  }
  /** Runs `work`, or what was arranged instead; `refuse` makes the stand-in's own kind of error answer. */
  const around = async <T>(work: () => Promise<T>, refuse: (status: number) => T): Promise<T> => {
    const mishap = take()
    if (!mishap) return work()
    await sleep(mishap.delayMs)
    if (mishap.afterAccept) {
      await work()
      throw connectionDropped
    }
    return mishap.status === undefined ? work() : refuse(mishap.status)
  }
  return {
    around,
    /** Null: nothing more goes wrong. */
    arrange: (mishap: Mishap | null): void => {
      next = mishap && { ...mishap }
    },
  }
}
