import { describe, expect, it } from 'vitest'

import { bandOf, buildIndex, rankFacts, type Rankable } from './ranking.ts'
import { isNearSpelling } from './spelling.ts'
import { stem } from './stems.ts'

const fact = (id: string, question: string, answer: string, ...variants: string[]): Rankable => ({
  id,
  question,
  variants,
  answer,
})

/** A dentist: none of the words of the demo salon. */
const dentist = [
  fact(
    'aid',
    'Do you take medical aid?',
    'Yes, we claim from all medical aids.',
    'do you claim from Discovery',
  ),
  fact(
    'kids',
    'Do you treat children?',
    'Yes, from the age of three.',
    'is the dentist good with kids',
  ),
  fact(
    'pain',
    'What if I have toothache?',
    'We keep a place open each day for pain.',
    'my tooth is sore',
  ),
  fact('pay', 'How can I pay?', 'By card or EFT.', 'do you take card', 'kan ek met kaart betaal'),
  fact('park', 'Is there parking?', 'Yes, behind the building.', 'where can I park'),
  fact(
    'forms',
    'What must I bring to my first visit?',
    'Your ID and your medical aid card.',
    'which documents',
  ),
  fact(
    'anxious',
    'I am afraid of the dentist',
    'We offer sedation, ask us.',
    'nervous patient',
    'dental anxiety',
  ),
  fact(
    'clean',
    'How often should I have my teeth cleaned?',
    'Every six months.',
    'scale and polish',
  ),
]
const index = buildIndex(dentist)
const best = (query: string) => rankFacts(index, query)[0]

describe('which fact answers', () => {
  it.each([
    ['are you on discovery', 'aid'],
    ['do u take medical aids', 'aid'],
    ['can my toddler come', 'kids'],
    ['my teeth are so sore', 'pain'],
    ['tandpyn, my tand is seer', 'pain'],
    ['credit cards accepted', 'pay'],
    ['ngingakhokha ngekhadi', 'pay'],
    ['betaal met n kaart', 'pay'],
    ['safe parking for my car', 'park'],
    ['parkng', 'park'],
    ['what documents must I bring along', 'forms'],
    ['i am very nervous', 'anxious'],
    ['scale n polish', 'clean'],
  ])('"%s" finds the fact about %s', (query, id) => {
    expect(best(query)?.id).toBe(id)
  })

  it('is sure of a stored phrasing', () => {
    for (const { id, variants } of dentist)
      for (const variant of variants) {
        expect({ variant, id: best(variant)?.id }).toEqual({ variant, id })
        expect(bandOf(best(variant)?.confidence ?? 0)).toBe('answer')
      }
  })

  it.each([
    'do you sell pizza',
    'who won the rugby',
    'write me a poem about the sea',
    'do you fix laptops',
    'what is your favourite film',
    'can you lend me R500',
  ])('"%s" is not answered from any fact', (query) => {
    expect(bandOf(best(query)?.confidence ?? 0)).not.toBe('answer')
  })

  it.each(['', '???', '👍', 'is it the'])('%j finds nothing', (query) => {
    expect(rankFacts(index, query)).toEqual([])
  })

  it('finds nothing where there are no facts', () => {
    expect(rankFacts(buildIndex([]), 'parking')).toEqual([])
  })

  it('answers from 0.55, offers topics from 0.40, takes a message below', () => {
    expect([0.55, 0.549, 0.4, 0.399, 0].map(bandOf)).toEqual([
      'answer',
      'offer',
      'offer',
      'message',
      'message',
    ])
  })
})

describe('words', () => {
  it.each([
    ['braids', 'braid'],
    ['braiding', 'braid'],
    ['prices', 'pricing'],
    ['babies', 'baby'],
    ['cancellation', 'cancellations'],
    ['tipped', 'tip'],
  ])('%s and %s have one stem', (one, other) => {
    expect(stem(one)).toBe(stem(other))
  })

  it.each([
    ['parkng', 'parking', true],
    ['recieve', 'receive', true],
    ['depsoit', 'deposit', true],
    ['card', 'cart', true],
    ['car', 'cat', false],
    ['parking', 'barking mad', false],
    ['deposit', 'despot', false],
  ])('%s for %s is a typing mistake: %s', (one, other, near) => {
    expect(isNearSpelling(one, other)).toBe(near)
  })
})
