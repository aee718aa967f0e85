import type { Actor, Envelope } from '@soko/events';
import { outboxInsert, outboxRows } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Bet } from '../../domain/bets/bet.ts';
import type { CashOut } from '../../domain/bets/cash-out.ts';
import { changeExposures } from './exposure.ts';

/** A change of an open bet by its user. The bet must be locked. */
export interface BetChange {
  before: Bet;
  after: Bet;
  at: Date;
  actor: Actor;
  reason: string | null;
  /** Amount that was paid to the user's wallet, and the reference of its ledger transaction. */
  paidMinor: bigint;
  reference: string;
  cashOut: CashOut | null;
  events: readonly Envelope[];
}

const text = `WITH changed AS (
    UPDATE bet SET status = $3, unit_stake_minor = $4, open_stake_minor = $5, potential_return_minor = $6, settled_at = $7,
      cashed_out_minor = $8, cash_outs = $9, version = $10
    WHERE id = $1 AND version = $2 RETURNING id
  ), recorded AS (
    INSERT INTO bet_history (bet_id, at, from_status, to_status, actor_kind, actor_id, reason, amount_minor, reference)
    SELECT changed.id, $11, 'ACCEPTED', $3, $12, $13, $14, $15, $16 FROM changed
  ), paid AS (
    INSERT INTO cash_out (bet_id, number, stake_minor, amount_minor, at)
    SELECT changed.id, $9, $17, $15, $11 FROM changed WHERE $17::bigint IS NOT NULL
  ), published AS (
    ${outboxInsert('$18')}, changed
  )
  SELECT FROM changed`;

async function saveBet(tx: Queryable, change: BetChange): Promise<void> {
  const { before, after, actor } = change;
  const { rowCount } = await tx.query({
    // SQL: four tables, on condition of the bet's version, in one statement.
    name: 'bet-save-change',
    text,
    values: [
      before.id,
      before.version,
      after.status,
      after.unitStakeMinor,
      after.openStakeMinor,
      after.potentialReturnMinor,
      after.settledAt,
      after.cashedOutMinor,
      after.cashOuts,
      after.version,
      change.at,
      actor.kind,
      actor.id,
      change.reason,
      change.paidMinor,
      change.reference,
      change.cashOut?.stakeMinor ?? null,
      outboxRows(change.events),
    ],
  });
  if (rowCount !== 1) throw new Error(`The bet ${before.id} was changed although it was locked.`);
}

/** Saves a change with its history and events, and takes what has ended out of the exposures. Two statements. */
export async function saveBetChange(tx: Queryable, change: BetChange): Promise<void> {
  const { before, after } = change;
  await saveBet(tx, change);
  const openReturn = after.status === 'ACCEPTED' ? after.potentialReturnMinor : 0n;
  await changeExposures(tx, [
    {
      bet: before,
      bets: after.status === 'ACCEPTED' ? 0 : -1,
      stakeMinor: after.openStakeMinor - before.openStakeMinor,
      openMinor: openReturn - before.potentialReturnMinor,
    },
  ]);
}
