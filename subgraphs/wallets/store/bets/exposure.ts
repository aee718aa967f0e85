import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import {
  type BettingLimits,
  capOf,
  type ExposureScope,
  exposureSubjects,
  type ExposureSubject,
} from '../../domain/bets/betting-limits.ts';

/** The open bets on one selection, market or event, or of one user. */
export interface Exposure extends ExposureSubject {
  currency: string;
  bets: number;
  stakeMinor: bigint;
  /** Sum of their potential returns. */
  openMinor: bigint;
}

interface ExposureRow {
  scope: ExposureScope;
  subject_id: string;
  currency: string;
  bets: number;
  stake_minor: string;
  open_minor: string;
}

const toExposure = (row: ExposureRow): Exposure => ({
  scope: row.scope,
  subjectId: row.subject_id,
  currency: row.currency,
  bets: row.bets,
  stakeMinor: BigInt(row.stake_minor),
  openMinor: BigInt(row.open_minor),
});

/** The least amount by which the exposures of these subjects may still grow. One statement. */
export async function findExposureRoom(
  db: Queryable,
  subjects: readonly ExposureSubject[],
  limits: BettingLimits,
): Promise<bigint> {
  const { rows } = await db.query<ExposureRow>({
    // SQL: many rows by a key of three parts.
    name: 'exposure-of-subjects',
    text: `SELECT e.* FROM unnest($1::text[], $2::text[]) AS s (scope, subject_id)
      JOIN exposure e ON e.scope = s.scope AND e.subject_id = s.subject_id AND e.currency = $3`,
    values: [subjects.map(({ scope }) => scope), subjects.map(({ subjectId }) => subjectId), limits.currency],
  });
  const rooms = [
    ...subjects.map(({ scope }) => capOf(limits, scope)),
    ...rows.map((row) => capOf(limits, row.scope) - BigInt(row.open_minor)),
  ];
  return rooms.reduce((least, room) => (room < least ? room : least));
}

/** A change of the exposure that one bet is a part of. The amounts are negative where a bet ends. */
export interface ExposureChange {
  bet: {
    userId: string;
    currency: string;
    legs: readonly { selectionId: string; marketId: string; eventId: string }[];
  };
  bets: -1 | 0 | 1;
  stakeMinor: bigint;
  /** Change of its potential return. */
  openMinor: bigint;
}

/** What several bets change of one subject together. */
export interface ExposureSum extends ExposureSubject {
  currency: string;
  bets: number;
  stakeMinor: bigint;
  openMinor: bigint;
}

/** The changes by subject and currency. */
export function sumsOf(changes: readonly ExposureChange[]): ExposureSum[] {
  const sums = new Map<string, ExposureSum>();
  for (const { bet, bets, stakeMinor, openMinor } of changes) {
    for (const subject of exposureSubjects(bet.userId, bet.legs)) {
      const key = `${subject.scope} ${subject.subjectId} ${bet.currency}`;
      const known = sums.get(key) ?? { ...subject, currency: bet.currency, bets: 0, stakeMinor: 0n, openMinor: 0n };
      known.bets += bets;
      known.stakeMinor += stakeMinor;
      known.openMinor += openMinor;
      sums.set(key, known);
    }
  }
  return [...sums.values()];
}

/**
 * Changes the exposure by bets that end, are cashed out in part, or are open again after another settlement; limits are not
 * checked. Their rows are there since the bets were placed. Make it the last statement of a transaction: other bets wait for
 * these rows. One statement for any number of bets.
 */
export async function changeExposures(tx: Queryable, changes: readonly ExposureChange[]): Promise<void> {
  const sums = sumsOf(changes);
  if (sums.length === 0) return;
  const { rowCount } = await tx.query({
    // SQL: many rows, locked in one order. Placing a bet locks them in the same one.
    name: 'exposure-change',
    text: `WITH changed AS MATERIALIZED (
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[], $6::bigint[])
          AS c (scope, subject_id, currency, bets, stake_minor, open_minor)
      ), locked AS MATERIALIZED (
        SELECT e.scope, e.subject_id, e.currency FROM exposure e
        JOIN changed c ON c.scope = e.scope AND c.subject_id = e.subject_id AND c.currency = e.currency
        ORDER BY e.scope COLLATE "C", e.subject_id COLLATE "C", e.currency FOR NO KEY UPDATE OF e
      )
      UPDATE exposure e SET bets = e.bets + c.bets, stake_minor = e.stake_minor + c.stake_minor,
        open_minor = e.open_minor + c.open_minor
      FROM changed c WHERE (SELECT count(*) FROM locked) > 0
        AND e.scope = c.scope AND e.subject_id = c.subject_id AND e.currency = c.currency`,
    values: [
      sums.map(({ scope }) => scope),
      sums.map(({ subjectId }) => subjectId),
      sums.map(({ currency }) => currency),
      sums.map(({ bets }) => bets),
      sums.map(({ stakeMinor }) => stakeMinor),
      sums.map(({ openMinor }) => openMinor),
    ],
  });
  if (rowCount !== sums.length) throw new Error('The exposure of a bet was never counted.');
}

/** Filter of a list of exposures. */
export interface ExposureListFilter {
  scope: ExposureScope;
  currency: string;
  subjectIds: readonly string[] | null;
}

/** A page of the exposures with open bets, greatest first, with one more than the limit. One statement. */
export async function listExposures(
  db: Queryable,
  { scope, currency, subjectIds }: ExposureListFilter,
  page: Page<readonly [openMinor: string, subjectId: string]>,
): Promise<Exposure[]> {
  const parameters = createParameters(scope, currency);
  const where = ['e.scope = $1', 'e.currency = $2', 'e.bets > 0'];
  if (subjectIds !== null) where.push(`e.subject_id = ANY(${parameters.add(subjectIds)})`);
  // SQL: keyset page. Not by an index of the amounts: with it, each bet would change that index as well.
  const rows = await keysetPage<ExposureRow>(db, {
    select: 'e.*',
    from: 'exposure e',
    where,
    parameters,
    key: ['e.open_minor', 'e.subject_id'],
    direction: 'DESC',
    page,
  });
  return rows.map(toExposure);
}
