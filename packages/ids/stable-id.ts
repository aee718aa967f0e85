import { createHash } from 'node:crypto';
import type { IdPrefix } from './index.ts';

/**
 * The id that a thing of a seed gets on every machine: the same for the same `key` and moment, sorted by that moment as
 * `newId`'s are. Never for anything that people create.
 */
export function stableId(prefix: IdPrefix, key: string, at: Date): string {
  const random = createHash('sha256').update(`${prefix}.${key}`).digest('hex');
  const time = at.getTime().toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(random.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${prefix}_${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
