import type { Queryable } from '@soko/postgres';
import type { Competition, Sport } from '../../domain/markets/sport-event.ts';
import type { Competition as CompetitionRow, PrismaClient } from '../../generated/prisma/client.ts';

type Db = Pick<PrismaClient, 'sport' | 'competition'>;

const toCompetition = ({ id, sportId, name, country }: CompetitionRow): Competition => ({
  id,
  sportId,
  name,
  country: country === '' ? null : country,
});

export const listSports = (db: Db): Promise<Sport[]> => db.sport.findMany({ orderBy: { name: 'asc' } });

export const findSports = (db: Db, ids: readonly string[]): Promise<Sport[]> =>
  db.sport.findMany({ where: { id: { in: [...ids] } } });

export const findCompetitions = async (db: Db, ids: readonly string[]): Promise<Competition[]> =>
  (await db.competition.findMany({ where: { id: { in: [...ids] } } })).map(toCompetition);

/** Greatest number of competitions that a sport lists. */
const maxCompetitions = 500;

/** The competitions of these sports, by name. */
export async function findCompetitionsOf(db: Queryable, sportIds: readonly string[]): Promise<Competition[]> {
  // SQL: a limit for each of several sports.
  const { rows } = await db.query<Competition>({
    name: 'competitions-of-sports',
    text: `SELECT c.* FROM unnest($1::text[]) AS wanted (id) CROSS JOIN LATERAL (
        SELECT id, sport_id AS "sportId", name, nullif(country, '') AS country
        FROM competition WHERE sport_id = wanted.id ORDER BY name, id LIMIT $2
      ) c`,
    values: [sportIds, maxCompetitions],
  });
  return rows;
}

/** Adds a sport. Fails with a unique violation of `slug`. */
export const addSport = (db: Db, sport: Sport, createdAt: Date): Promise<Sport> =>
  db.sport.create({ data: { ...sport, createdAt } });

/** Adds a competition. Fails with a unique violation of its sport, country and name. */
export const addCompetition = async (
  db: Db,
  { country, ...rest }: Competition,
  createdAt: Date,
): Promise<Competition> =>
  toCompetition(await db.competition.create({ data: { ...rest, country: country ?? '', createdAt } }));
