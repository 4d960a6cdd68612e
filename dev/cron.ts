const MINUTE_MS = 60_000

/** Runs every Worker's sweep on the minute, in real time, as Cloudflare's cron would; answers with the way to stop it. */
export const startCron = (urls: () => string[]): (() => void) => {
  let timer: NodeJS.Timeout
  const wait = () => {
    timer = setTimeout(tick, MINUTE_MS - (Date.now() % MINUTE_MS))
  }
  const tick = () => {
    for (const url of urls()) fetch(`${url}/__stage/sweep`, { method: 'POST' }).catch(() => {}) // a killed Worker misses its minute
    wait()
  }
  wait()
  return () => clearTimeout(timer)
}
