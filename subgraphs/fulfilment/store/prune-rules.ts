import type { PruneRule } from '@soko/postgres';
import { erasedAddress, isFinished } from './erased-buyers.ts';

const dayMs = 86_400_000;

const blank = `address = address || '${erasedAddress}'::jsonb`;

const isGuests = `buyer_id IS NULL AND address->>'name' <> 'Erased'`;

/** Rows of fulfilment that are deleted once they are old, and the addresses of guests. Packages and deliveries stay. */
export const pruneRules = ({ guestContactDays }: { guestContactDays: number }): PruneRule[] => [
  {
    table: 'reservation',
    where: `status IN ('PICKED', 'RELEASED', 'EXPIRED') AND updated_at < $1`,
    keepMs: 30 * dayMs,
  },
  { table: 'erased_buyer', where: 'at < $1', keepMs: 400 * dayMs },
  {
    table: 'packaging',
    where: `${isGuests} AND finished_at < $1 AND NOT EXISTS (SELECT FROM delivery d
      WHERE d.packaging_id = packaging.id AND NOT (${isFinished}))`,
    keepMs: guestContactDays * dayMs,
    set: blank,
  },
  {
    table: 'delivery',
    where: `${isGuests} AND coalesce(returned_at, completed_at) < $1`,
    keepMs: guestContactDays * dayMs,
    set: `${blank}, proof = NULL`,
  },
];
