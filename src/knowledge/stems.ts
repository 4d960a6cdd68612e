/** Words as the index sees them: without the small words, and without English endings. */

/** English, Afrikaans and Nguni words that carry no topic of their own. */
const stopWords = new Set(
  `a an the this that these those there here it its is are am was were be been being do does did
  doing have has had having i im ill id ive me my mine we us our ours you your yours u ur r he she
  him her his they them their guys of to in on at for from by with about as into onto up
  and or but so if then than also just only still even very really some any
  can could may might will would shall should must please pls plz hi hello hey thanks
  what whats which who whos how hows why know tell let get got want wanna need like
  somewhere anywhere something anything someone anyone happen happens come go give good
  ok okay yes no nee not dont doesnt isnt arent thing things
  die n is en of vir van met op in by te ek my jy jou julle ons dit dat daar hierdie het kan sal moet
  wil wat hoe asseblief asb ook nog maar se na aan om as
  na ne nga le lo la ku i u ngi ni ingabe ukuthi futhi yini ngicela ndicela kukhona ikhona
  nina mina thina wena`
    .split(/\s+/)
    .filter(Boolean),
)

export const isStopWord = (word: string): boolean => stopWords.has(word)

/** Longest first: only one ending is taken off. */
const endings: readonly (readonly [ending: string, instead: string])[] = [
  ['ations', 'at'],
  ['ation', 'at'],
  ['ings', ''],
  ['ing', ''],
  ['ies', 'y'],
  ['ments', ''],
  ['ment', ''],
  ['ches', 'ch'],
  ['shes', 'sh'],
  ['sses', 'ss'],
  ['xes', 'x'],
  ['ied', 'y'],
  ['ed', ''],
  ['ers', 'er'],
  ['ly', ''],
  ['es', 'e'],
  ['s', ''],
]
const MIN_STEM = 3

/** Takes a doubled last consonant and a silent e off, so that "tipped", "tip" and "price", "pricing" meet. */
const trimmed = (word: string): string => {
  if (word.length > MIN_STEM && word.endsWith('e')) return word.slice(0, -1)
  if (word.length > MIN_STEM && /([bdgkmnprt])\1$/.test(word)) return word.slice(0, -1)
  return word
}

const stemOf = (word: string): string => {
  if (word.length <= MIN_STEM || word.endsWith('ss') || /\d/.test(word)) return word
  const found = endings.find(
    ([ending]) => word.endsWith(ending) && word.length - ending.length >= MIN_STEM,
  )
  if (!found) return trimmed(word)
  const [ending, instead] = found
  return trimmed(word.slice(0, -ending.length) + instead)
}

/** The words of a trade are few and come again in every fact and question. */
const kept = new Map<string, string>()
const KEPT_WORDS = 5_000

/** A light English stem; words of other languages mostly stay as they are. */
export const stem = (word: string): string => {
  const known = kept.get(word)
  if (known !== undefined) return known
  const made = stemOf(word)
  if (kept.size < KEPT_WORDS) kept.set(word, made)
  return made
}
