export type Clock = ReturnType<typeof createClock>

/** The stage's time: the real clock plus an offset, which each Worker asks for before every event. */
export const createClock = () => {
  let offsetMs = 0
  const now = (): Date => new Date(Date.now() + offsetMs)
  return {
    now,
    offsetMs: () => offsetMs,
    moveTo: (at: Date): void => {
      offsetMs = at.getTime() - Date.now()
    },
    advance: (seconds: number): void => {
      offsetMs += seconds * 1000
    },
    real: (): void => {
      offsetMs = 0
    },
  }
}
