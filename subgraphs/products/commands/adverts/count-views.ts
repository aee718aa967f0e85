import type { RequestIdentity } from '@soko/auth';
import type { Keys } from '@soko/env/keys';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { hourOf } from '../../domain/adverts/advert.ts';
import { isRobot } from '../../domain/adverts/is-robot.ts';
import { type AdvertView, saveViews } from '../../store/adverts/views.ts';
import { digestOfViewer } from '../../store/adverts/viewer-digest.ts';

/** Counts the adverts that are shown, in memory until the next flush. Those of a process that is killed are lost. */
export interface ViewCounter {
  count(identity: RequestIdentity, advertIds: readonly string[]): void;
  flush(): Promise<void>;
}

/** Characters of all viewers that are remembered, so that each page of one costs no digest. */
const maxCharacters = 2_000_000;

/** Views that are remembered, so that the same viewer costs nothing again within the hour. */
const maxKnown = 50_000;

/** Finds the digest of a viewer, or null for a robot. */
function createViewers(sealKeys: Keys): (identity: RequestIdentity) => string | null {
  const known = new LRUCache<string, { digest: string | null }>({
    maxSize: maxCharacters,
    sizeCalculation: (_, text) => text.length,
  });
  return (identity) => {
    const { viewer, clientAddress, userAgent = '' } = identity;
    const id = viewer.kind === 'user' || viewer.kind === 'apiKey' ? viewer.id : clientAddress;
    // No header has a line break.
    const text = `${viewer.kind}\n${id}\n${userAgent}`;
    const found = known.get(text);
    if (found !== undefined) return found.digest;
    const digest = isRobot(userAgent) ? null : digestOfViewer(sealKeys, identity);
    known.set(text, { digest });
    return digest;
  };
}

/** Views that wait at most. Further ones are not counted: a report that lacks some is better than a process without memory. */
const maxWaiting = 20_000;

export function createViewCounter(options: { pool: pg.Pool; sealKeys: Keys; now: () => Date }): ViewCounter {
  const { pool, sealKeys, now } = options;
  const digestOf = createViewers(sealKeys);
  const known = new LRUCache<string, true>({ max: maxKnown });
  let waiting: AdvertView[] = [];
  return {
    count(identity, advertIds) {
      if (advertIds.length === 0) return;
      const viewer = digestOf(identity);
      if (viewer === null) return;
      const hour = hourOf(now());
      for (const advertId of advertIds) {
        const key = `${advertId} ${viewer} ${hour.getTime()}`;
        if (known.has(key) || waiting.length >= maxWaiting) continue;
        known.set(key, true);
        waiting.push({ advertId, viewer, hour });
      }
    },
    async flush() {
      const views = waiting;
      if (views.length === 0) return;
      waiting = [];
      try {
        await saveViews(pool, views);
      } catch (error) {
        waiting = [...views, ...waiting].slice(0, maxWaiting);
        throw error;
      }
    },
  };
}
