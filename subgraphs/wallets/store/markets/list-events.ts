import { keysetPage, type Page } from '@soko/pagination';
import { createParameters, type Queryable } from '@soko/postgres';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import type { SportEventStatus } from '../../domain/markets/statuses.ts';
import { eventColumns } from './columns.ts';

export interface EventFilter {
  sportId: string | null;
  competitionId: string | null;
  status: readonly SportEventStatus[] | null;
  live: boolean | null;
  from: Date | null;
  to: Date | null;
  search: string | null;
}

const likePattern = (text: string): string => `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

const hasLiveMarket = `EXISTS (SELECT FROM market m WHERE m.event_id = e.id AND m.is_live
  AND m.status IN ('ACTIVE', 'SUSPENDED'))`;

/** A page of events by their start, and one more if there is another page. */
export async function listSportEvents(
  db: Queryable,
  filter: EventFilter,
  page: Page<readonly [startsAt: Date, id: string]>,
): Promise<SportEvent[]> {
  const parameters = createParameters();
  const where: string[] = [];
  const add = (condition: (placeholder: string) => string, value: unknown): void => {
    if (value !== null) where.push(condition(parameters.add(value)));
  };
  add((value) => `e.sport_id = ${value}`, filter.sportId);
  add((value) => `e.competition_id = ${value}`, filter.competitionId);
  add((value) => `e.status = ANY(${value})`, filter.status);
  add((value) => `e.starts_at >= ${value}`, filter.from);
  add((value) => `e.starts_at < ${value}`, filter.to);
  add((value) => `lower(e.name) LIKE ${value}`, filter.search === null ? null : likePattern(filter.search));
  if (filter.live !== null) where.push(filter.live ? hasLiveMarket : `NOT ${hasLiveMarket}`);
  // SQL: a page by keyset with conditions on two tables.
  return keysetPage<SportEvent>(db, {
    select: eventColumns,
    from: 'sport_event e',
    where,
    parameters,
    key: ['e.starts_at', 'e.id'],
    direction: 'ASC',
    page,
    name: 'sport-events',
  });
}
