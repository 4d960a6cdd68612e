/** A parameter of a Neon request as Postgres' text, by the rules of Neon's proxy: JSON arrays become array literals, objects stay JSON. */
export const toText = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  return Array.isArray(value) ? arrayText(value) : JSON.stringify(value)
}

const arrayText = (items: unknown[]): string => `{${items.map(itemText).join(',')}}`

const itemText = (item: unknown): string => {
  if (item === null || item === undefined) return 'NULL'
  if (Array.isArray(item)) return arrayText(item)
  if (typeof item === 'string') return JSON.stringify(item)
  const json = JSON.stringify(item)
  return typeof item === 'object' ? JSON.stringify(json) : json
}
