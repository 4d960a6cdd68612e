import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/** Cloudflare's static assets: the files of public/, with the headers its `_headers` file gives them. */
export const createStatic = (folder: string) => {
  const paths = listFiles(folder)
  const known = new Set(paths)
  const rules = readRules(path.join(folder, '_headers'))
  return {
    paths,
    fetch: async (request: Request): Promise<Response> => {
      const name = new URL(request.url).pathname.replace(/^\/static/, '')
      if (!known.has(name)) return new Response(null, { status: 404 })
      const headers = new Headers({
        'content-type': CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream',
        'cache-control': 'public, max-age=0, must-revalidate',
      })
      for (const rule of rules.filter(({ pattern }) => pattern.test(name)))
        for (const [header, value] of rule.headers) headers.set(header, value)
      return new Response(await readFile(path.join(folder, name)), { headers })
    },
  }
}

const listFiles = (folder: string): string[] => {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== '_headers')
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => `/${path.relative(folder, file).split(path.sep).join('/')}`)
}

type Rule = { pattern: RegExp; headers: [string, string][] }

/** A path on a line of its own, then its headers, indented; `*` stands for anything. */
const readRules = (file: string): Rule[] => {
  if (!existsSync(file)) return []
  const rules: Rule[] = []
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.trim() || line.startsWith('#')) continue
    if (/^\S/.test(line)) rules.push({ pattern: asPattern(line.trim()), headers: [] })
    else rules.at(-1)?.headers.push(asHeader(line))
  }
  return rules
}

const asPattern = (text: string): RegExp => {
  const literal = text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`)
}

const asHeader = (line: string): [string, string] => {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}
