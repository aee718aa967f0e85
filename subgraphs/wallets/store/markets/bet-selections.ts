import type { Queryable } from '@soko/postgres';
import type pg from 'pg';
import type { Market, Selection } from '../../domain/markets/market.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';

/** What a bet must know of a selection, its market and its event. */
export interface BetSelection {
  selection: Pick<Selection, 'id' | 'outcome' | 'name' | 'oddsMilli' | 'oddsVersion' | 'status'>;
  market: Pick<
    Market,
    'id' | 'type' | 'lineMilli' | 'name' | 'isLive' | 'status' | 'version' | 'maxStakes' | 'settlementRevision'
  >;
  event: Pick<SportEvent, 'id' | 'sportId' | 'competitionId' | 'name' | 'startsAt' | 'status'>;
}

/** A row of `selection_for_bets`, and of `lock_selections_for_bets`. */
export interface BetSelectionRow {
  id: string;
  outcome: string;
  name: string;
  odds_milli: number;
  odds_version: number;
  status: Selection['status'];
  market_id: string;
  market_type: Market['type'];
  line_milli: number | null;
  market_name: string;
  is_live: boolean;
  market_status: Market['status'];
  market_version: number;
  max_stakes: Market['maxStakes'];
  settlement_revision: number;
  event_id: string;
  sport_id: string;
  competition_id: string;
  event_name: string;
  starts_at: Date;
  event_status: SportEvent['status'];
}

export const toBetSelection = (row: BetSelectionRow): BetSelection => ({
  selection: {
    id: row.id,
    outcome: row.outcome,
    name: row.name,
    oddsMilli: row.odds_milli,
    oddsVersion: row.odds_version,
    status: row.status,
  },
  market: {
    id: row.market_id,
    type: row.market_type,
    lineMilli: row.line_milli,
    name: row.market_name,
    isLive: row.is_live,
    status: row.market_status,
    version: row.market_version,
    maxStakes: row.max_stakes,
    settlementRevision: row.settlement_revision,
  },
  event: {
    id: row.event_id,
    sportId: row.sport_id,
    competitionId: row.competition_id,
    name: row.event_name,
    startsAt: row.starts_at,
    status: row.event_status,
  },
});

const byId = (rows: readonly BetSelectionRow[]): Map<string, BetSelection> =>
  new Map(rows.map((row) => [row.id, toBetSelection(row)]));

/** Selections by id, each with its market and its event, in one statement; unknown ids are left out. */
export async function findBetSelections(db: Queryable, ids: readonly string[]): Promise<Map<string, BetSelection>> {
  // SQL: a hot path; three tables in one statement.
  const { rows } = await db.query<BetSelectionRow>({
    name: 'bet-selections',
    text: `SELECT * FROM selection_for_bets WHERE id = ANY($1)`,
    values: [ids],
  });
  return byId(rows);
}

/**
 * As `findBetSelections`, with the markets locked FOR SHARE until the end of the transaction: bets of one market are
 * placed side by side, while changes of its odds or status wait, and are seen by the bets that waited for them.
 */
export async function lockBetSelections(
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<Map<string, BetSelection>> {
  // SQL: Prisma has no row locks.
  const { rows } = await client.query<BetSelectionRow>({
    name: 'lock-bet-selections',
    text: `SELECT * FROM lock_selections_for_bets($1)`,
    values: [ids],
  });
  return byId(rows);
}
