import { Busy } from './errors.ts'

/** A platform that cancels a request runs no `finally`: its place is free again after this long. */
const PLACE_SECONDS = 5
const RETRY_SECONDS = 2

export type Gate = <T>(at: Date, task: () => Promise<T>) => Promise<T>

/** Lets at most `places` tasks run at once and refuses the next with Busy; a Worker's request cannot wait for another's. */
export const createGate = (places: number): Gate => {
  const taken = new Map<symbol, number>()
  return async (at, task) => {
    for (const [place, since] of taken) {
      if (at.getTime() - since >= PLACE_SECONDS * 1000) taken.delete(place)
    }
    if (taken.size >= places) throw new Busy('every place is taken', RETRY_SECONDS)
    const place = Symbol('place')
    taken.set(place, at.getTime())
    try {
      return await task()
    } finally {
      taken.delete(place)
    }
  }
}
