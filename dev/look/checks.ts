/** One line for each check; the run fails when one does. */
export type Checks = ReturnType<typeof createChecks>
export type Check = Checks['check']

export const createChecks = () => {
  let passed = 0
  let failed = 0
  return {
    /** `work` throws where the title is not true. */
    check: async (title: string, work: () => Promise<unknown>): Promise<void> => {
      try {
        await work()
        passed += 1
        console.log(`ok    ${title}`)
      } catch (error) {
        failed += 1
        console.log(`FAIL  ${title}\n      ${reasonOf(error)}`)
      }
    },
    counts: () => ({ passed, failed }),
  }
}

const REASON_CHARACTERS = 600

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .slice(0, REASON_CHARACTERS)
    .replaceAll('\n', '\n      ')
