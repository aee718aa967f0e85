import type pg from 'pg';

/** Somebody who may bet at once. */
export interface SeedAge {
  /** `usr_…` */
  userId: string;
  /** YYYY-MM-DD. */
  dateOfBirth: string;
  country: string;
}

/** Gives people dates of birth, so that they can deposit and bet without a question. Dates that are set are kept. */
export async function seedAges(pool: pg.Pool, people: readonly SeedAge[]): Promise<void> {
  await pool.query(
    // SQL: many rows in one statement.
    `INSERT INTO gaming_person (user_id, date_of_birth, country)
     SELECT "userId", "dateOfBirth", country
     FROM jsonb_to_recordset($1::jsonb) AS p ("userId" text, "dateOfBirth" date, country text) ON CONFLICT DO NOTHING`,
    [JSON.stringify(people)],
  );
}
