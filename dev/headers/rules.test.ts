import { describe, expect, test } from 'vitest'

import { gradeOf, rules, scoreOf } from './rules.ts'

const good = {
  'content-security-policy': "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin',
  'cross-origin-resource-policy': 'same-origin',
}
const answer = (headers: Record<string, string>, html: string | null = null) => ({
  headers: new Headers(headers),
  html,
})
/** The score where one header of the good answer is another, or absent. */
const scoreWith = (name: string, value: string | null) => {
  const headers: Record<string, string> = { ...good }
  delete headers[name]
  return scoreOf(answer(value === null ? headers : { ...headers, [name]: value })).score
}
const pointsOf = (rule: string, given: ReturnType<typeof answer>) =>
  rules.find(({ name }) => name === rule)?.judge(given).points

test('a good answer has 130 points: 10 for the policy, 5 for no frames, 5 for the referrer, 10 for its resources', () => {
  expect(scoreOf(answer(good))).toMatchObject({ score: 130, grade: 'A+' })
})

test('an answer without any header fails: 100 less 25, 20, 5 and 20', () => {
  expect(scoreOf(answer({}))).toMatchObject({ score: 30, grade: 'D' })
})

test.each([
  ['content-security-policy', null, 75],
  ['content-security-policy', "default-src 'self'; frame-ancestors 'none'", 125],
  ['content-security-policy', "default-src 'none'", 125],
  ['content-security-policy', "default-src 'none'; script-src 'unsafe-inline'", 80],
  ['content-security-policy', 'img-src *', 80],
  ['strict-transport-security', null, 80],
  ['strict-transport-security', 'max-age=86400', 120],
  ['strict-transport-security', 'includeSubDomains', 80],
  ['x-content-type-options', null, 125],
  ['x-content-type-options', 'sniff', 125],
  ['x-frame-options', null, 130],
  ['referrer-policy', null, 125],
  ['referrer-policy', 'unsafe-url', 120],
  ['referrer-policy', 'no-such-policy', 120],
  ['cross-origin-resource-policy', null, 120],
  ['cross-origin-resource-policy', 'everybody', 115],
])('with %s: %j a good answer has %d points', (name, value, points) => {
  expect(scoreWith(name, value)).toBe(points)
})

test('extra points are lost where the penalties leave less than 90', () => {
  expect(scoreWith('content-security-policy', "default-src 'none'; style-src 'unsafe-eval'")).toBe(
    105,
  )
  const headers: Record<string, string> = { ...good, 'referrer-policy': 'unsafe-url' }
  headers['content-security-policy'] = "default-src 'none'; style-src 'unsafe-eval'"
  expect(scoreOf(answer(headers)).score).toBe(85)
})

describe('a policy', () => {
  test.each([
    ["default-src 'none'", 10],
    ["default-src 'none'; script-src 'self' 'nonce-abc' 'unsafe-inline'", 10],
    ["default-src 'self'", 5],
    ["default-src 'none'; style-src 'unsafe-inline'", 0],
    ["default-src 'none'; script-src 'unsafe-eval'", -10],
    ["default-src 'none'; img-src http://pictures.example", -10],
    ["default-src 'none'; connect-src http://other.example", -20],
    ["default-src 'none'; script-src https:", -20],
    ["default-src 'none'; script-src https://*.*", -20],
    ["default-src 'none'; script-src data:", -20],
    ["default-src 'none'; object-src *", -20],
    ["default-src 'none'; default-src 'self'", -25],
    ["default-src 'none', default-src 'self'", -25],
    ['', -25],
  ])('%j is worth %d', (header, points) => {
    expect(pointsOf('content-security-policy', answer({ 'content-security-policy': header }))).toBe(
      points,
    )
  })
})

describe('a cookie', () => {
  const lasting = { 'strict-transport-security': 'max-age=63072000' }
  test.each([
    ['sid=x; Secure; HttpOnly; SameSite=Lax', 5],
    ['theme=dark; Secure; SameSite=Lax', 5],
    ['theme=dark; Secure', 0],
    ['theme=dark', -5],
    ['sid=x; HttpOnly; SameSite=Lax', -10],
    ['csrf=x; Secure', -20],
    ['theme=dark; Secure; SameSite=Sometimes', -20],
    ['sid=x; Secure; SameSite=Lax', -30],
  ])('%j is worth %d', (cookie, points) => {
    expect(pointsOf('cookies', answer({ ...lasting, 'set-cookie': cookie }))).toBe(points)
  })

  test('that is not Secure costs more where plain http is not kept away', () => {
    expect(pointsOf('cookies', answer({ 'set-cookie': 'theme=dark' }))).toBe(-20)
    expect(pointsOf('cookies', answer({ 'set-cookie': 'sid=x; HttpOnly' }))).toBe(-40)
  })
})

test.each([
  ['<script src="/app.js">', 0],
  ['<script src="/app.js" integrity="sha384-x">', 5],
  ['<script src="https://cdn.example/a.js" integrity="sha384-x">', 5],
  ['<script src="https://cdn.example/a.js">', -5],
  ['<script src="http://cdn.example/a.js" integrity="sha384-x">', -20],
  ['<script src="//cdn.example/a.js">', -50],
  ['<p>no script</p>', 0],
])('the page %j is worth %d for its scripts', (html, points) => {
  expect(pointsOf('subresource-integrity', answer({}, html))).toBe(points)
})

test.each([
  ['x-frame-options', { 'x-frame-options': 'SAMEORIGIN' }, 0],
  ['x-frame-options', { 'x-frame-options': 'ALLOWALL' }, -20],
  ['redirection', { location: '/login' }, 0],
  ['redirection', { location: 'http://desk.example' }, -20],
  ['cross-origin-resource-sharing', { 'access-control-allow-origin': '*' }, 0],
  [
    'cross-origin-resource-sharing',
    {
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-credentials': 'true',
    },
    -50,
  ],
])('%s: %j is worth %d', (rule, headers, points) => {
  expect(pointsOf(rule, answer(headers))).toBe(points)
})

test.each([
  [130, 'A+'],
  [100, 'A+'],
  [99, 'A'],
  [89, 'A-'],
  [84, 'B+'],
  [69, 'B-'],
  [64, 'C+'],
  [49, 'C-'],
  [39, 'D'],
  [29, 'D-'],
  [24, 'F'],
])('%d points are an %s', (score, grade) => {
  expect(gradeOf(score)).toBe(grade)
})
