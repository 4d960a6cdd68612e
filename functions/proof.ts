/** What somebody types to prove who they are, as the database can judge it. */
import { readCode, totpStepOf } from '../src/session/second-factor.ts'
import type { PersonProof } from './deps.ts'
import type { HouseContext } from './http.ts'

/** Proves nothing, and is counted as a try. */
const NO_PROOF: PersonProof = { step: 0 }

type Own = { userId: string; totpSealed: string | null }

/** A code of any kind: mailed, an authenticator's, a recovery code. What is none of them is still a try. */
export const proofOf = async (c: HouseContext, typed: string, own: Own): Promise<PersonProof> => {
  const { deps } = c.var
  const read = readCode(typed)
  if (!read) return NO_PROOF
  if (read.kind === 'mailed') return { code: await deps.hashCode(read.code) }
  if (read.kind === 'recovery') return { recovery: await recoveryHash(c, read.code) }
  if (own.totpSealed === null) return NO_PROOF
  const secret = await deps.openTotp(own.userId, own.totpSealed)
  const step = await totpStepOf(read.code, { secret, at: deps.clock() })
  return step === null ? NO_PROOF : { step }
}

/** The password that was compared. */
export const passwordProofOf = async (
  c: HouseContext,
  typed: string,
  stored: string | null,
): Promise<PersonProof> => {
  const { passwords, clock } = c.var.deps
  const isRight = stored !== null && (await passwords.check(typed, stored, clock())).matches
  return isRight ? { seen: stored } : NO_PROOF
}

/** Bound to what it is for: no other code has this hash. Dashes and case are how it is shown, not what it is. */
export const recoveryHash = (c: HouseContext, code: string): Promise<string> =>
  c.var.deps.hashCode(`recovery|${code.replaceAll('-', '')}`)
