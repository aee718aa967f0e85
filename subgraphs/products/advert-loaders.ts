import { loader } from '@soko/subgraph';
import DataLoader from 'dataloader';
import type { Advert } from './domain/adverts/advert.ts';
import type { ProductsServices } from './services.ts';
import { findAdverts } from './store/adverts/find-adverts.ts';
import { type AdvertDay, type AdvertFigures, findDays, findFigures, noFigures } from './store/adverts/reports.ts';

/** Days of the report of one advert. */
interface DaysKey {
  advertId: string;
  from: string;
  until: string;
}

/** The same days of many adverts cost one statement; different days cost one statement each. */
const daysLoader = (pool: ProductsServices['pool']) =>
  new DataLoader<DaysKey, readonly AdvertDay[], string>(
    async (keys) => {
      const spans = new Map<string, Promise<Map<string, AdvertDay[]>>>();
      const spanOf = ({ from, until }: DaysKey): string => `${from} ${until}`;
      for (const key of keys) {
        if (spans.has(spanOf(key))) continue;
        const alike = keys.filter((other) => spanOf(other) === spanOf(key)).map(({ advertId }) => advertId);
        spans.set(spanOf(key), findDays(pool, alike, key));
      }
      return Promise.all(keys.map(async (key) => (await spans.get(spanOf(key)))?.get(key.advertId) ?? []));
    },
    { cacheKeyFn: ({ advertId, from, until }) => `${advertId} ${from} ${until}` },
  );

/** Loaders of adverts of one request. */
export const createAdvertLoaders = ({ pool }: Pick<ProductsServices, 'pool'>) => ({
  /** The caller checks that the viewer may see the advert: see `visibleAdvert`. */
  advert: loader<Advert | null>((ids) => findAdverts(pool, ids), null),
  advertFigures: loader<AdvertFigures>((ids) => findFigures(pool, ids), noFigures),
  advertDays: daysLoader(pool),
});
