/** The second factor: codes of an authenticator app (RFC 6238), recovery codes, and codes that are mailed. */
import { hotp, newBase32, sameSecret } from './token.ts'

const STEP_SECONDS = 30
const SECRET_BYTES = 20
const RECOVERY_CODES = 8
/** Ten letters of base32 are 50 bits. */
const RECOVERY_BYTES = 7
const RECOVERY_LETTERS = 10
const CODE_DIGITS = 8

/** 160 random bits, base32. */
export const newTotpSecret = (): string => newBase32(SECRET_BYTES)

/** The step whose code this is: the present one, the one before or the one after, since a phone's clock may differ. Null: none of them. */
export const totpStepOf = async (
  typed: string,
  { secret, at }: { secret: string; at: Date },
): Promise<number | null> => {
  const now = Math.floor(at.getTime() / 1000 / STEP_SECONDS)
  for (const step of [now, now - 1, now + 1]) {
    if (sameSecret(await hotp(secret, step), typed)) return step
  }
  return null
}

/** "k3vd7-q2xmp": for the day the phone is gone. Each works once. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const letters = newBase32(RECOVERY_BYTES).toLowerCase().slice(0, RECOVERY_LETTERS)
    return `${letters.slice(0, RECOVERY_LETTERS / 2)}-${letters.slice(RECOVERY_LETTERS / 2)}`
  })

/** Eight random digits for a mail; without bias, since 2^32 tries beyond the last whole round are thrown away. */
export const newCode = (): string => {
  const range = 10 ** CODE_DIGITS
  const limit = Math.floor(2 ** 32 / range) * range
  for (;;) {
    const [number = limit] = crypto.getRandomValues(new Uint32Array(1))
    if (number < limit) return String(number % range).padStart(CODE_DIGITS, '0')
  }
}

/** What somebody typed where any kind of code is asked: an authenticator's has 6 digits, a mailed one 8, a recovery code 10 letters. Null: none of them. */
export const readCode = (
  typed: string,
): { kind: 'totp' | 'mailed' | 'recovery'; code: string } | null => {
  const code = typed.toLowerCase().replaceAll(/[\s-]/g, '')
  if (/^\d{6}$/.test(code)) return { kind: 'totp', code }
  if (/^\d{8}$/.test(code)) return { kind: 'mailed', code }
  return /^[a-z2-7]{10}$/.test(code) ? { kind: 'recovery', code } : null
}
