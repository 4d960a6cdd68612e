/** Three bugs hidden on purpose, each from outside the product: an experiment that does not notice them proves nothing. */
import path from 'node:path'

import { bundleWorker } from '../workerd.ts'
import type { Verdict } from './checker.ts'
import { crashPoints, POINTS } from './f2-points.ts'
import { duplicates } from './f7-duplicates.ts'
import { zombie } from './f8-zombie.ts'
import type { Given, Result } from './result.ts'
import type { World } from './world.ts'

export type Planted = {
  name: string
  run: (seed: number) => Promise<Result>
  /** Whether the verdict shows this bug, not just any trouble. */
  isCaught: (verdict: Verdict) => boolean
}

const ackBeforeCommit = async ({ stage }: World): Promise<void> => {
  await bundleWorker(path.join(import.meta.dirname, 'early-ack-worker.ts'), stage.folder)
  for (const worker of stage.workers) await worker.restart()
}

const REFUSES = /if not found then raise exception 'stale claim'.*?end if;/s
const NO_LONGER = '/* planted: refuses nobody */'

/** The door as it is, without the sentence that refuses a stale claim. */
const neverRefuse = async ({ owner }: World): Promise<void> => {
  const { rows } = await owner.query<{ source: string }>(
    `select pg_get_functiondef('app.enter_job'::regproc) source`,
  )
  const weakened = rows[0]?.source.replace(REFUSES, NO_LONGER)
  if (!weakened?.includes(NO_LONGER))
    throw new Error('app.enter_job has changed: the bug cannot be planted')
  await owner.query(weakened)
}

/** What makes an event happen once is its words and its chat, no longer its id. */
const dedupeByContent = async ({ owner }: World): Promise<void> => {
  await owner.query(`
    create or replace function app.planted_key() returns trigger language plpgsql as $$
    begin
      new.key := 'content:' || md5((new.raw::jsonb ->> 'chat_id') || (new.raw::jsonb ->> 'text'));
      return new;
    end $$;
    create or replace trigger planted_key before insert on app.events for each row
      when (new.type = 'message') execute function app.planted_key()`)
}

const given = <Size>(
  name: string,
  seed: number,
  more: Pick<Given<Size>, 'size' | 'plant'>,
): Given<Size> => ({ name, seed, ...more })

export const PLANTED: readonly Planted[] = [
  {
    name: 'acknowledges before it commits',
    run: (seed) =>
      crashPoints(
        given('planted-ack', seed, {
          size: { perPoint: 5, points: POINTS.slice(0, 1) },
          plant: ackBeforeCommit,
        }),
      ),
    isCaught: ({ lost }) => lost > 0,
  },
  {
    name: 'no fencing token',
    run: (seed) =>
      zombie(
        given('planted-token', seed, {
          size: { conversations: 30, asleep: 10 },
          plant: neverRefuse,
        }),
      ),
    isCaught: ({ doubled }) => doubled > 0,
  },
  {
    name: 'dedupes by what is said',
    run: (seed) =>
      duplicates(
        given('planted-content', seed, {
          size: { messages: 40, chats: 12, overSeconds: 1 },
          plant: dedupeByContent,
        }),
      ),
    isCaught: ({ lost }) => lost > 0,
  },
]
