import type { Queryable } from '@soko/postgres';
import { defaultMinimumAge } from '../../domain/gaming/age.ts';
import type { Exclusion, ExclusionKind } from '../../domain/gaming/exclusion.ts';

/** What responsible gaming knows about a user. */
export interface GamingPerson {
  userId: string;
  /** YYYY-MM-DD, or null when it is not given. */
  dateOfBirth: string | null;
  country: string | null;
  minimumAge: number;
  /** The exclusion that ends last, also when it has ended. */
  exclusion: Exclusion | null;
  /** Number of changes; the sequence of the next event follows it. */
  version: number;
}

interface Row {
  user_id: string;
  date_of_birth: string | null;
  country: string | null;
  minimum_age: number;
  exclusion_kind: ExclusionKind | null;
  excluded_until: Date | null;
  version: number;
}

const toPerson = (row: Row): GamingPerson => ({
  userId: row.user_id,
  dateOfBirth: row.date_of_birth,
  country: row.country,
  minimumAge: row.minimum_age,
  exclusion: row.exclusion_kind === null ? null : { kind: row.exclusion_kind, until: row.excluded_until },
  version: row.version,
});

const columns = `user_id, date_of_birth::text, country, exclusion_kind, excluded_until, version,
  coalesce((SELECT m.years FROM minimum_age m WHERE m.country = p.country), ${defaultMinimumAge}) AS minimum_age`;

/** The person, also when nothing is known about them. */
export async function findPerson(db: Queryable, userId: string): Promise<GamingPerson> {
  const { rows } = await db.query<Row>({
    name: 'gaming-person',
    // SQL: dates without a time, and the age of the country, in one statement.
    text: `SELECT ${columns} FROM gaming_person p WHERE user_id = $1`,
    values: [userId],
  });
  const [row] = rows;
  if (row !== undefined) return toPerson(row);
  const nothing = { dateOfBirth: null, country: null, exclusion: null, version: 0 };
  return { userId, ...nothing, minimumAge: defaultMinimumAge };
}

/**
 * Locks the person until the end of the transaction, with the row that is added for someone new, and counts a change.
 * Nothing is deposited or bet meanwhile.
 */
export async function lockPerson(tx: Queryable, userId: string): Promise<GamingPerson> {
  const { rows } = await tx.query<Row>({
    name: 'gaming-person-lock',
    // SQL: adds or locks in one statement.
    text: `INSERT INTO gaming_person AS p (user_id, version) VALUES ($1, 1)
      ON CONFLICT (user_id) DO UPDATE SET version = p.version + 1 RETURNING ${columns}`,
    values: [userId],
  });
  return toPerson(rows[0]!);
}

/** Saves the exclusion of a person who is locked. */
export async function savePersonExclusion(tx: Queryable, userId: string, { kind, until }: Exclusion): Promise<void> {
  await tx.query({
    name: 'gaming-person-exclude',
    // SQL: in the transaction of the lock.
    text: 'UPDATE gaming_person SET exclusion_kind = $2, excluded_until = $3 WHERE user_id = $1',
    values: [userId, kind, until],
  });
}

/** Saves the date of birth and the country of a person who is locked. */
export async function saveDateOfBirth(
  tx: Queryable,
  userId: string,
  { dateOfBirth, country }: { dateOfBirth: string; country: string },
): Promise<void> {
  await tx.query({
    name: 'gaming-person-born',
    // SQL: in the transaction of the lock.
    text: 'UPDATE gaming_person SET date_of_birth = $2::date, country = $3 WHERE user_id = $1',
    values: [userId, dateOfBirth, country],
  });
}

/** Deletes what identifies a person. Limits and exclusions stay, under an id without a person. */
export async function forgetPerson(db: Queryable, userId: string): Promise<void> {
  await db.query({
    name: 'gaming-forget',
    // SQL: two tables at once.
    text: `WITH person AS (UPDATE gaming_person SET date_of_birth = NULL, country = NULL WHERE user_id = $1)
      UPDATE gaming_exclusion SET reason = NULL WHERE user_id = $1`,
    values: [userId],
  });
}
