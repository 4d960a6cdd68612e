const PATIENCE_MS = 5000

export type Trap = ReturnType<typeof createTrap>

/** Holds whoever comes by until `wanted` are held, then does `spring` once and lets all go. It springs by itself when nobody else comes. */
export const createTrap = (wanted: number, spring: () => Promise<void> | void) => {
  const { promise: sprung, resolve } = Promise.withResolvers<void>()
  let held = 0
  let isSet = true
  const go = async () => {
    if (!isSet) return
    isSet = false
    clearTimeout(timer)
    await spring()
    resolve()
  }
  const timer = setTimeout(() => void go(), PATIENCE_MS)
  return {
    sprung,
    caught: (): number => held,
    /** Resolves when the trap has sprung: true for those it caught, false for whoever comes later. */
    holds: async (): Promise<boolean> => {
      if (!isSet) return false
      held += 1
      if (held === wanted) await go()
      await sprung
      return true
    },
  }
}
