import type { Queryable } from '@soko/postgres';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Settled bets of a person in a currency on a day. */
export interface BetTotals {
  currency: string;
  bets: number;
  won: number;
  corrected: number;
  stakeMinor: bigint;
  paidMinor: bigint;
}

/** Adds settled or corrected bets to the digest of their day (YYYY-MM-DD). */
export async function addToBetDigest(
  tx: Pick<PrismaClient, '$executeRaw'>,
  { userId, day }: { userId: string; day: string },
  { currency, bets, won, corrected, stakeMinor, paidMinor }: BetTotals,
): Promise<void> {
  // SQL: adds to a row that may be new.
  await tx.$executeRaw`
    INSERT INTO bet_digest (user_id, day, currency, bets, won, corrected, stake_minor, paid_minor)
    VALUES (${userId}, ${day}::date, ${currency}, ${bets}, ${won}, ${corrected}, ${stakeMinor}, ${paidMinor})
    ON CONFLICT (user_id, day, currency) DO UPDATE
      SET bets = bet_digest.bets + excluded.bets, won = bet_digest.won + excluded.won,
        corrected = bet_digest.corrected + excluded.corrected,
        stake_minor = bet_digest.stake_minor + excluded.stake_minor,
        paid_minor = bet_digest.paid_minor + excluded.paid_minor`;
}

interface DueDigest {
  userId: string;
  day: Date;
}

/** Names the digest of a person and a day. */
export const digestKey = ({ userId, day }: DueDigest): string => `${day.toISOString()} ${userId}`;

const digestOf = (key: string): DueDigest => {
  const space = key.indexOf(' ');
  return { day: new Date(key.slice(0, space)), userId: key.slice(space + 1) };
};

/** People with bets of days before `today` (YYYY-MM-DD), with the day, oldest first, without those of `except`. */
export const findDueDigests = (
  db: PrismaClient,
  { today, limit, except }: { today: string; limit: number; except: readonly string[] },
): Promise<DueDigest[]> =>
  db.betDigest.findMany({
    where: { day: { lt: new Date(today) }, NOT: except.map(digestOf) },
    distinct: ['userId', 'day'],
    select: { userId: true, day: true },
    orderBy: [{ day: 'asc' }, { userId: 'asc' }],
    take: limit,
  });

interface TotalsRow {
  currency: string;
  bets: number;
  won: number;
  corrected: number;
  stake_minor: string;
  paid_minor: string;
}

/** Takes the digest of a person's day, so that no other process writes it. Empty when another one did. */
export async function takeBetDigest(
  tx: Queryable,
  { userId, day }: { userId: string; day: Date },
): Promise<BetTotals[]> {
  const { rows } = await tx.query<TotalsRow>({
    // SQL: reads and deletes the rows in one statement.
    name: 'notifications-take-digest',
    text: `DELETE FROM bet_digest WHERE user_id = $1 AND day = $2::date
      RETURNING currency, bets, won, corrected, stake_minor, paid_minor`,
    values: [userId, day.toISOString().slice(0, 10)],
  });
  return rows.map(({ stake_minor, paid_minor, ...counts }) => ({
    ...counts,
    stakeMinor: BigInt(stake_minor),
    paidMinor: BigInt(paid_minor),
  }));
}

/** Removes the digests of a person. */
export async function removeDigestsOf(tx: Pick<PrismaClient, 'betDigest'>, userId: string): Promise<void> {
  await tx.betDigest.deleteMany({ where: { userId } });
}
