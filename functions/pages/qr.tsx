/** A QR code as one path of an inline drawing: black on white in either scheme, since cameras want it so. */
import type { FC } from 'hono/jsx'
import { encode } from 'uqr'

/** Light modules around it, as the standard asks. */
const BORDER = 4

export const Qr: FC<{ text: string; label: string }> = ({ text, label }) => {
  const { size, data } = encode(text, { border: BORDER })
  const dark = data.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path d={dark.join('')} />
    </svg>
  )
}
