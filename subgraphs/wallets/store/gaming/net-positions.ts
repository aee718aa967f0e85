import type { Queryable } from '@soko/postgres';
import { totalBefore } from './windows.ts';

/** The session of a user. */
export interface SessionLength {
  userId: string;
  startedAt: Date;
  minutes: number;
}

/** Stakes and returns of one currency since a time. */
export interface NetPosition {
  currency: string;
  stakedMinor: bigint;
  returnedMinor: bigint;
}

const owner = { user: 'a.user_id', currency: 'a.currency' };

/** What a user has staked and got back since a time, in each currency with any. */
export async function findNetPositions(db: Queryable, userId: string, since: Date): Promise<NetPosition[]> {
  const { rows } = await db.query<{ currency: string; staked: string; returned: string }>({
    name: 'gaming-net-positions',
    // SQL: two windows per currency in one snapshot.
    text: `SELECT a.currency, a.staked_minor - ${totalBefore('stake', '$2::timestamptz', owner)} AS staked,
        a.returned_minor - ${totalBefore('return', '$2::timestamptz', owner)} AS returned
      FROM gaming_account a WHERE a.user_id = $1 ORDER BY a.currency`,
    values: [userId, since],
  });
  return rows
    .map(({ currency, staked, returned }) => ({
      currency,
      stakedMinor: BigInt(staked),
      returnedMinor: BigInt(returned),
    }))
    .filter(({ stakedMinor, returnedMinor }) => stakedMinor !== 0n || returnedMinor !== 0n);
}
