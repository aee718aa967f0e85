import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { Bet, BetStatus } from '../../domain/bets/bet.ts';
import { betColumns, type BetRow, toBet } from './bet-rows.ts';

/** Filter of a list of bets. Null stands for no restriction. */
export interface BetListFilter {
  statuses: readonly BetStatus[] | null;
  from: Date | null;
  to: Date | null;
  currency: string | null;
}

/** A page of a user's bets, newest first, with one bet more than the limit. One statement. */
export async function listBets(
  db: Queryable,
  userId: string,
  { statuses, from, to, currency }: BetListFilter,
  page: Page<readonly [placedAt: Date, id: string]>,
): Promise<Bet[]> {
  const parameters = createParameters(userId);
  const where = ['b.user_id = $1'];
  const add = (value: unknown, sql: (placeholder: string) => string): void => {
    if (value !== null) where.push(sql(parameters.add(value)));
  };
  add(statuses, (p) => `b.status = ANY(${p})`);
  add(from, (p) => `b.placed_at >= ${p}`);
  add(to, (p) => `b.placed_at < ${p}`);
  add(currency, (p) => `b.currency = ${p}`);
  // SQL: keyset page; bets and legs in one statement.
  const rows = await keysetPage<BetRow>(db, {
    select: betColumns,
    from: 'bet b',
    where,
    parameters,
    key: ['b.placed_at', 'b.id'],
    direction: 'DESC',
    page,
    name: 'bets',
  });
  return rows.map(toBet);
}
