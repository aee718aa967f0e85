import type { Queryable } from '@soko/postgres';
import type { BetChange } from '../../domain/settlement/change-bet.ts';
import { reversalReference, settleReference } from '../../domain/settlement/references.ts';
import type { SettlementRun } from '../../domain/settlement/run.ts';

interface HistoryRow {
  betId: string;
  from: string;
  to: string;
  amountMinor: bigint;
  reference: string;
}

/** A reversal opens the bet again, for as long as the new settlement in the next row takes. */
function historyOf({ bet, reversed, settled }: BetChange): HistoryRow[] {
  const rows: HistoryRow[] = [];
  if (reversed !== null) {
    const amountMinor = -reversed.returnMinor;
    const reference = reversalReference(bet.id, reversed.revision);
    rows.push({ betId: bet.id, from: reversed.status, to: 'ACCEPTED', amountMinor, reference });
  }
  if (settled !== null) {
    const reference = settleReference(bet.id, settled.revision);
    const amountMinor = settled.returnMinor;
    rows.push({ betId: bet.id, from: 'ACCEPTED', to: settled.status, amountMinor, reference });
  }
  return rows;
}

/** Saves the new statuses of locked bets with their history, in one statement. */
export async function saveChanges(
  db: Queryable,
  changes: readonly BetChange[],
  { reason, actorKind, actorId }: SettlementRun,
  at: Date,
): Promise<void> {
  if (changes.length === 0) return;
  const history = changes.flatMap(historyOf);
  await db.query({
    name: 'settlement-save-changes',
    // SQL: many rows of two tables in one statement.
    text: `WITH saved AS (
        UPDATE bet SET status = given.status, return_minor = given.paid, settlement_revision = given.revision,
          settled_at = CASE given.status WHEN 'ACCEPTED' THEN NULL ELSE $5::timestamptz END,
          open_stake_minor = CASE given.status WHEN 'ACCEPTED' THEN unit_stake_minor * lines ELSE 0 END,
          version = version + 1
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[]) AS given (id, status, paid, revision)
        WHERE bet.id = given.id)
      INSERT INTO bet_history (bet_id, at, from_status, to_status, actor_kind, actor_id, reason, amount_minor, reference)
      SELECT bet_id, $5, from_status, to_status, $6, $7, $8, amount, reference
      FROM unnest($9::text[], $10::text[], $11::text[], $12::bigint[], $13::text[])
        AS given (bet_id, from_status, to_status, amount, reference)`,
    values: [
      changes.map(({ bet }) => bet.id),
      changes.map(({ settled }) => settled?.status ?? 'ACCEPTED'),
      changes.map(({ settled }) => settled?.returnMinor.toString() ?? null),
      changes.map(({ bet, settled }) => settled?.revision ?? bet.settlementRevision),
      at,
      actorKind,
      actorId,
      reason,
      history.map(({ betId }) => betId),
      history.map(({ from }) => from),
      history.map(({ to }) => to),
      history.map(({ amountMinor }) => amountMinor.toString()),
      history.map(({ reference }) => reference),
    ],
  });
}
