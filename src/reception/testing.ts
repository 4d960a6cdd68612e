/** Four small businesses of four trades, and a briefing around a few lines. */
import demo from '../../dev/demo.json' with { type: 'json' }
import type { Briefing, Business, Line } from './briefing.ts'
import { compose } from './compose.ts'

const numbered = <T extends object>(prefix: string, rows: readonly T[]): (T & { id: string })[] =>
  rows.map((row, index) => ({ id: `${prefix}${index + 1}`, ...row }))

const bare: Business = {
  id: 'org-1',
  name: '',
  ownerName: '',
  timezone: 'Africa/Johannesburg',
  phone: null,
  email: null,
  website: null,
  address: null,
  onPublicHolidays: 'closed',
  services: [],
  hours: [],
  closures: [],
  facts: [],
}

export const salon: Business = {
  ...bare,
  name: demo.name,
  ownerName: demo.owner.name,
  phone: demo.phone,
  email: demo.email,
  website: demo.website,
  address: demo.address,
  services: numbered('s', demo.services),
  hours: numbered('h', demo.hours),
  closures: numbered('c', demo.closures),
  facts: numbered('f', demo.facts) as Business['facts'],
}

const fact = (
  id: string,
  kind: Business['facts'][number]['kind'],
  [question, answer, ...variants]: [string, string, ...string[]],
): Business['facts'][number] => ({ id, kind, question, variants, answer })

const service = (
  id: string,
  name: string,
  more: Partial<Business['services'][number]> = {},
): Business['services'][number] => ({
  id,
  name,
  aliases: [],
  priceCents: null,
  priceFrom: false,
  durationMinutes: null,
  description: null,
  ...more,
})

const days = (weekdays: readonly number[], opens: string, closes: string): Business['hours'] =>
  weekdays.map((weekday) => ({ id: `h${weekday}-${opens}`, weekday, opens, closes }))

/** Closes for lunch, works on public holidays. */
export const plumber: Business = {
  ...bare,
  name: 'Sipho Plumbing',
  ownerName: 'Sipho',
  phone: '+27825550110',
  onPublicHolidays: 'open',
  hours: [...days([1, 2, 3, 4, 5], '08:00', '12:30'), ...days([1, 2, 3, 4, 5], '13:30', '17:00')],
  services: [
    service('s1', 'Call-out', {
      aliases: ['callout fee', 'call out fee', 'come out'],
      priceCents: 65_000,
      durationMinutes: 60,
      description: 'Includes the first hour.',
    }),
    service('s2', 'Geyser replacement', {
      aliases: ['new geyser', 'replace geyser', '150 litre geyser'],
      priceCents: 1_250_000,
      priceFrom: true,
      durationMinutes: 300,
    }),
    service('s3', 'Blocked drain', {
      aliases: ['drain', 'blocked toilet'],
      priceCents: 95_000,
      priceFrom: true,
    }),
    service('s4', 'Leak detection', { aliases: ['find a leak', 'water leak'] }),
  ],
  facts: [
    fact('f1', 'faq', [
      'Which areas do you cover?',
      'We work in Soweto, Lenasia and the south of Johannesburg.',
      'do you come to Lenasia',
      'watter gebiede',
    ]),
    fact('f2', 'payment', [
      'How can I pay?',
      'EFT or card on the day. We do not take cash.',
      'do you take card',
      'kan ek met kaart betaal',
    ]),
    fact('f3', 'policy', [
      'Do you give a guarantee?',
      'Our work is guaranteed for 12 months.',
      'warranty on work',
      'waarborg',
    ]),
    fact('f4', 'faq', [
      'Are you registered?',
      'Yes, we are registered with PIRB and give a certificate of compliance.',
      'pirb number',
      'coc certificate',
    ]),
  ],
}

/** Open day and night. */
export const guesthouse: Business = {
  ...bare,
  name: 'Rooibos Guest House',
  ownerName: 'Anna',
  email: 'stay@rooibos.example.com',
  website: 'https://rooibos.example.com',
  address: '4 Church Street, Clanwilliam',
  onPublicHolidays: 'open',
  hours: days([1, 2, 3, 4, 5, 6, 7], '00:00', '24:00'),
  services: [
    service('s1', 'Double room', { aliases: ['room for two', 'couple room'], priceCents: 115_000 }),
    service('s2', 'Family room', {
      aliases: ['room for four'],
      priceCents: 169_950,
      priceFrom: true,
    }),
  ],
  facts: [
    fact('f1', 'policy', [
      'What time is check-in?',
      'Check-in is from 14:00 and check-out is until 10:00.',
      'when can I check in',
      'what time must I check out',
      'inklok tyd',
    ]),
    fact('f2', 'faq', [
      'Is breakfast included?',
      'Breakfast is included and is served from 7:30 to 9:30.',
      'do you serve breakfast',
      'is ontbyt ingesluit',
    ]),
    fact('f3', 'policy', [
      'Are pets allowed?',
      'Small dogs are welcome in the garden rooms at R150 a night.',
      'can I bring my dog',
      'mag my hond saamkom',
    ]),
    fact('f4', 'faq', [
      'Is there a pool?',
      'Yes, the pool is open from 08:00 to 20:00.',
      'can we swim',
      'swembad',
    ]),
  ],
}

/** Open past midnight from Thursday to Saturday. */
export const tavern: Business = {
  ...bare,
  name: 'Corner Tavern',
  ownerName: 'Lerato',
  onPublicHolidays: 'open',
  hours: days([4, 5, 6], '18:00', '02:00'),
}

export const trades = { salon, plumber, guesthouse, tavern }
export type Trade = keyof typeof trades

/** A Tuesday, 12:00 in South Africa. */
export const noon = new Date('2026-11-24T10:00:00Z')

export const line = (text: string | null, more: Partial<Line> = {}): Line => ({
  id: 'm1',
  by: 'customer',
  kind: 'text',
  text,
  at: noon,
  intent: null,
  ...more,
})

export const ours = (text: string, more: Partial<Line> = {}): Line =>
  line(text, { by: 'receptionist', intent: 'faq', at: new Date(noon.getTime() - 120_000), ...more })

export const briefing = (
  business: Business,
  texts: readonly string[],
  more: Partial<Briefing> = {},
): Briefing => ({
  at: noon,
  business,
  customer: { name: null, optedOut: false },
  requests: [],
  burst: texts.map((text, index) => line(text, { id: `m${index + 1}`, at: more.at ?? noon })),
  history: [],
  ...more,
})

/** The text that is sent, or "" for silence. */
export const sayTo = (business: Business, text: string, more: Partial<Briefing> = {}): string => {
  const said = compose(briefing(business, [text], more))
  return said.act === 'silence' ? '' : said.text.replaceAll('\u00A0', ' ')
}

export const spoken = { history: [ours('How can I help you?')] }

/** The text that is sent in a chat that is already going. */
export const answer = (business: Business, text: string, more: Partial<Briefing> = {}): string => {
  const before = new Date((more.at ?? noon).getTime() - 120_000)
  return sayTo(business, text, { history: [ours('How can I help you?', { at: before })], ...more })
}

/** In the same chat, with all that comes with the text. */
export const composed = (business: Business, text: string, more: Partial<Briefing> = {}) =>
  compose(briefing(business, [text], { ...spoken, ...more }))

/** "2026-11-24T09:00", Johannesburg's wall clock. */
export const at = (local: string): Date => new Date(`${local}:00+02:00`)
