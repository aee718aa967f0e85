import type { Page } from '@soko/pagination';
import type { ProductPosition } from '../domain/product-sort.ts';
import type { Ranked, Ranking } from './rank-products.ts';

/**
 * The part of a ranking's front with a page and the next product, nearest first. Null if the front is too short for the
 * page.
 */
export function rankingPart(
  { front, complete }: Pick<Ranking, 'complete'> & { front: readonly Ranked[] },
  { cursor, backwards, limit }: Page<ProductPosition>,
): readonly Ranked[] | null {
  const [, value, id] = cursor ?? [];
  const place = cursor === null ? null : front.findIndex(([known, knownId]) => knownId === id && known === value);
  if (place === -1) return null;
  if (backwards) {
    if (place === null && !complete) return null;
    const end = place ?? front.length;
    return front.slice(Math.max(0, end - limit - 1), end).toReversed();
  }
  const start = place === null ? 0 : place + 1;
  const part = front.slice(start, start + limit + 1);
  return part.length <= limit && !complete ? null : part;
}
