import type { Queryable } from '@soko/postgres';
import type { MarketChange } from '../../domain/markets/statuses.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** The status changes of each event, market or selection, oldest first. */
export async function findMarketChanges(
  db: PrismaClient,
  ids: readonly string[],
): Promise<Map<string, MarketChange[]>> {
  const rows = await db.marketChange.findMany({
    where: { entityId: { in: [...ids] } },
    orderBy: [{ entityId: 'asc' }, { id: 'asc' }],
  });
  const byEntity = new Map<string, MarketChange[]>(ids.map((id) => [id, []]));
  for (const { entityId, at, fromStatus, toStatus, actorId, actorKind, reason } of rows) {
    byEntity.get(entityId)?.push({ at, from: fromStatus, to: toStatus, by: actorId ?? actorKind, reason });
  }
  return byEntity;
}

/** Odds of a selection from one moment on. */
export interface OddsRecord {
  selectionId: string;
  at: Date;
  oddsMilli: number;
  oddsVersion: number;
  by: string;
  reason: string | null;
}

/** Greatest number of odds that a selection shows. */
const maxOdds = 50;

/** The latest odds of these selections, newest first. */
export async function findOddsHistory(db: Queryable, selectionIds: readonly string[]): Promise<OddsRecord[]> {
  // SQL: a limit for each of several selections.
  const { rows } = await db.query<OddsRecord>({
    name: 'odds-history',
    text: `SELECT o.* FROM unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
        SELECT selection_id AS "selectionId", at, odds_milli AS "oddsMilli", odds_version AS "oddsVersion",
          coalesce(actor_id, actor_kind) AS by, reason
        FROM odds_change WHERE selection_id = wanted.id ORDER BY odds_version DESC LIMIT $2
      ) o`,
    values: [selectionIds, maxOdds],
  });
  return rows;
}
