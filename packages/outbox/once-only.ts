import type { Envelope } from '@soko/events';
import { inTransaction, prismaTransaction, type PrismaTransactions } from '@soko/postgres';
import type pg from 'pg';
import type { PrismaStatements } from './tell.ts';

/** Two deliveries at once wait for each other on the row. No row is written when the group has handled the event before. */
const inboxInsert = 'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING';

/**
 * Runs the effect of an event in one transaction, unless `group` has handled the event before: the bus delivers at least
 * once. The inbox row is saved with the effect, so neither exists without the other.
 */
export const onceOnly = (
  pool: pg.Pool,
  group: string,
  event: Pick<Envelope, 'id'>,
  effect: (tx: pg.PoolClient) => Promise<void>,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const { rowCount } = await tx.query({ name: 'inbox-insert', text: inboxInsert, values: [group, event.id] });
    if (rowCount === 1) await effect(tx);
  });

/** `onceOnly` for Prisma. */
export const onceOnlyWithPrisma = <Tx extends PrismaStatements>(
  db: PrismaTransactions<Tx>,
  group: string,
  event: Pick<Envelope, 'id'>,
  effect: (tx: Tx) => Promise<void>,
): Promise<void> =>
  prismaTransaction(db, async (tx) => {
    if ((await tx.$executeRawUnsafe(inboxInsert, group, event.id)) === 1) await effect(tx);
  });
