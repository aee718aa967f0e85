import type { Envelope } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Sample } from '../domain/sample.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export const findSamples = (db: PrismaClient, ids: readonly string[]): Promise<Sample[]> =>
  db.sample.findMany({ where: { id: { in: [...ids] } } });

/** Saves a sample and its events. Returns false, and saves nothing, when the owner has another one with this name. */
export async function addSample(
  tx: Queryable,
  { id, ownerId, name, createdAt }: Sample,
  events: readonly Envelope[],
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'sample-add',
    // SQL: runs in the transaction of the idempotency key, and a conflict must not end that transaction.
    text: `INSERT INTO sample (id, owner_id, name, created_at) VALUES ($1, $2, $3, $4)
           ON CONFLICT (owner_id, name) DO NOTHING`,
    values: [id, ownerId, name, createdAt],
  });
  if (rowCount === 0) return false;
  await tell(tx, events);
  return true;
}

export const deleteSamplesOf = async (tx: Pick<PrismaClient, 'sample'>, ownerId: string): Promise<void> => {
  await tx.sample.deleteMany({ where: { ownerId } });
};
