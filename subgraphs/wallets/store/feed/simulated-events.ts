import type { Queryable } from '@soko/postgres';
import type { SimulatedEvent } from '../../domain/feed/simulation.ts';
import type { Market } from '../../domain/markets/market.ts';
import { findSportEvents } from '../markets/find-events.ts';
import { findMarketsOf, findSelectionsOf } from '../markets/find-markets.ts';

interface Row {
  id: string;
  sport: string;
  competition: string;
}

/** True for a market that is open, or closed and without results. */
const hasNoResults = ({ status }: Market): boolean => ['ACTIVE', 'SUSPENDED', 'CLOSED'].includes(status);

/** The events of a producer that are not over, or have closed markets to be settled. */
export async function findSimulatedEvents(db: Queryable, producer: string): Promise<SimulatedEvent[]> {
  // SQL: four tables in four statements, whatever the number of events.
  const { rows } = await db.query<Row>({
    name: 'simulated-events',
    text: `SELECT e.id, s.slug AS sport, c.name AS competition
      FROM sport_event e JOIN sport s ON s.id = e.sport_id JOIN competition c ON c.id = e.competition_id
      WHERE starts_with(e.feed_ref, $1) AND (e.status IN ('SCHEDULED', 'LIVE') OR e.status = 'ENDED' AND EXISTS (
        SELECT FROM market m WHERE m.event_id = e.id AND m.status = 'CLOSED' AND starts_with(m.feed_ref, $1)))
      ORDER BY e.id`,
    values: [`${producer}:`],
  });
  const events = new Map(
    (
      await findSportEvents(
        db,
        rows.map(({ id }) => id),
      )
    ).map((event) => [event.id, event]),
  );
  const markets = (await findMarketsOf(db, [...events.keys()])).filter(hasNoResults);
  const selections = await findSelectionsOf(
    db,
    markets.map(({ id }) => id),
  );
  return rows.flatMap(({ id, sport, competition }) => {
    const event = events.get(id);
    if (event === undefined) return [];
    const ref = (event.feedRef as string).slice(producer.length + 1);
    const own = markets
      .filter(({ eventId, feedRef }) => eventId === id && feedRef !== null)
      .map((market) => ({
        ref: (market.feedRef as string).slice((event.feedRef as string).length + 1),
        market,
        selections: selections.filter(({ marketId }) => marketId === market.id),
      }));
    return [{ ref, sport, competition, event, markets: own }];
  });
}
