import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { createTestDatabase } from '@soko/testing';
import { dropDatabase, ensureDatabases } from '../index.ts';

it('lets many processes create the same database at once', async () => {
  const { connectionString, drop } = await createTestDatabase();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await Promise.all([1, 2, 3, 4].map(() => ensureDatabases(connectionString, [name])));
  expect(await ensureDatabases(connectionString, [name])).toEqual([]);
  await dropDatabase(connectionString, name);
  await drop();
});
