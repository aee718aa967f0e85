import { describe, expect, it } from '@jest/globals';
import { openSchemaEngine } from '@soko/postgres';
import { createTestDatabase } from '@soko/testing';
import pg from 'pg';
import { databases, datamodelsOf, migrationsFolder } from '../datamodels.mjs';
import { schemaDiff } from '../schema-diff.mjs';

const columns = `
  SELECT format('%s.%s %s(%s)%s default %s', table_name, column_name, udt_name,
    coalesce(character_maximum_length, numeric_scale, datetime_precision),
    CASE is_nullable WHEN 'YES' THEN '' ELSE ' not null' END, coalesce(column_default, 'none')) AS line
  FROM information_schema.columns WHERE table_schema = 'public'`;

const uniques = `
  SELECT format('%s unique (%s)', indrelid::regclass,
    (SELECT string_agg(attname, ', ' ORDER BY place) FROM unnest(indkey::int[]) WITH ORDINALITY AS key(number, place)
     JOIN pg_attribute ON attrelid = indrelid AND attnum = key.number)) AS line
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE indisunique AND indpred IS NULL AND relnamespace = 'public'::regnamespace`;

const references = `
  SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) AS line
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`;

/** What a client of the database relies on, one fact a line. */
async function facts(connectionString: string, sql?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    if (sql !== undefined) await client.query(sql);
    const { rows } = await client.query<{ line: string }>(`${columns} UNION ALL ${uniques} UNION ALL ${references}`);
    return rows.map(({ line }) => line).sort();
  } finally {
    await client.end();
  }
}

describe.each(databases())('the SQL of %s', (name) => {
  it('makes everything that its Prisma schema expects', async () => {
    const expected = await createTestDatabase();
    const migrated = await createTestDatabase({ migrations: migrationsFolder(name) });
    const sql = await schemaDiff(null, datamodelsOf(name).wanted, openSchemaEngine);
    const wanted = await facts(expected.connectionString, sql!);
    const made = await facts(migrated.connectionString);
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((line) => !made.includes(line))).toEqual([]);
    await Promise.all([expected.drop(), migrated.drop()]);
  });
});
