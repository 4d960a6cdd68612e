/** A browser's user agent in words a person knows. Only known names are shown, so nothing a browser sends reaches a page. */
import { more } from './text-more.en.ts'

/** Most browsers call themselves Chrome and Safari too: the more particular name comes first. */
const browsers = [
  [/\b(Edg|EdgA|EdgiOS)\//, 'Edge'],
  [/\b(OPR|OPT|OPiOS)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
] as const

/** Android says Linux too, and an iPhone says Mac OS. */
const systems = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
] as const

/** "Chrome on Android"; "A browser" where nothing is known. */
export const deviceName = (userAgent: string | null): string => {
  const known = (names: typeof browsers | typeof systems): string | null =>
    names.find(([sign]) => sign.test(userAgent ?? ''))?.[1] ?? null
  return more.security.device(known(browsers), known(systems))
}
