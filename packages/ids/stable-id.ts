import { createHash } from 'node:crypto';
import type { IdPrefix } from './index.ts';

/**
 * The id of seed data, equal on every machine: the same for the same `key` and time, and sorted by that time like ids of
 * `newId`. Never use it for data that people create: it can be guessed.
 */
export function stableId(prefix: IdPrefix, key: string, at: Date): string {
  const random = createHash('sha256').update(`${prefix}.${key}`).digest('hex');
  const time = at.getTime().toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(random.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${prefix}_${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
