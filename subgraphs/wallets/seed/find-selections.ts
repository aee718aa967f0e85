import type { Queryable } from '@soko/postgres';
import { formatOdds } from '../domain/markets/odds.ts';

/** A selection as `placeBet` takes it. */
export interface SeedSelection {
  selectionId: string;
  odds: string;
}

interface Row {
  id: string;
  odds_milli: number;
}

const toSelection = ({ id, odds_milli }: Row): SeedSelection => ({ selectionId: id, odds: formatOdds(odds_milli) });

/** The selections of a producer's matches, by `event/market:OUTCOME`. */
export async function findDemoSelections(db: Queryable, producer: string): Promise<(name: string) => SeedSelection> {
  const { rows } = await db.query<Row & { name: string }>(
    // SQL: beside the other statements of the seed.
    `SELECT market.feed_ref || ':' || selection.outcome AS name, selection.id, selection.odds_milli
     FROM selection JOIN market ON market.id = selection.market_id WHERE starts_with(market.feed_ref, $1 || ':')`,
    [producer],
  );
  const byName = new Map(rows.map((row) => [row.name.slice(producer.length + 1), toSelection(row)]));
  return (name) => {
    const found = byName.get(name);
    if (found === undefined) throw new Error(`The demo matches have no selection ${name}.`);
    return found;
  };
}

/** The home sides of the matches that begin last. */
export async function findUpcomingSelections(db: Queryable, now: Date, count: number): Promise<SeedSelection[]> {
  const { rows } = await db.query<Row>(
    // SQL: beside the other statements of the seed.
    `SELECT selection.id, selection.odds_milli
     FROM selection JOIN market ON market.id = selection.market_id JOIN sport_event AS event ON event.id = market.event_id
     WHERE event.status = 'SCHEDULED' AND event.starts_at > $1 AND market.type = 'MATCH_RESULT' AND market.status = 'ACTIVE' AND NOT market.is_live
       AND selection.outcome = 'HOME' AND selection.status = 'ACTIVE'
     ORDER BY event.starts_at DESC, event.id LIMIT $2`,
    [now, count],
  );
  return rows.map(toSelection);
}
