import { createHash } from 'node:crypto';
import type { Queryable } from '@soko/postgres';
import type { Prisma } from '../generated/prisma/client.ts';

/** Why no mail is sent to an address: its server does not know it, or its owner reported a mail as unwanted. */
export type BlockReason = 'BOUNCE' | 'COMPLAINT';

export interface Block {
  address: string;
  reason: BlockReason;
}

/** A block for which a mail service gives a reason of its own. */
export interface ReportedBlock extends Block {
  /** Id of the report, which a repeat has as well. */
  reportId: string;
}

/** Says nothing about the address, which is erased before. */
const digestOf = ({ reportId, address }: ReportedBlock): string =>
  createHash('sha256').update(`${reportId}\n${address}`).digest('hex');

/** Stops mail to addresses, once for each report: its repeat stops no mail that support has allowed meanwhile. */
export async function blockReported(db: Queryable, blocks: readonly ReportedBlock[], now: Date): Promise<void> {
  if (blocks.length === 0) return;
  const reported = new Map(blocks.map((block) => [digestOf(block), block]));
  // In one order, so that two reports about the same addresses do not wait for each other.
  const sorted = [...reported].toSorted(([one], [other]) => (one < other ? -1 : 1));
  // SQL: two tables, and conflicts.
  await db.query({
    name: 'notifications-block-reported',
    text: `
      WITH block AS (SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS block (id, address, reason)),
      fresh AS (
        INSERT INTO mail_report (id, created_at) SELECT id, $4 FROM block ON CONFLICT DO NOTHING RETURNING id
      )
      INSERT INTO blocked_address (address, reason, created_at)
      SELECT DISTINCT ON (address) address, reason, $4 FROM block JOIN fresh USING (id) ORDER BY address
      ON CONFLICT DO NOTHING`,
    values: [
      sorted.map(([id]) => id),
      sorted.map(([, { address }]) => address),
      sorted.map(([, { reason }]) => reason),
      now,
    ],
  });
}

/** Stops mail to addresses. The first reason of an address stays. */
export async function blockAddresses(db: Queryable, blocks: readonly Block[], now: Date): Promise<void> {
  if (blocks.length === 0) return;
  // In one order, so that two reports about the same addresses do not wait for each other.
  const sorted = blocks.toSorted((one, other) => (one.address < other.address ? -1 : 1));
  await db.query({
    name: 'notifications-block',
    text: `
      INSERT INTO blocked_address (address, reason, created_at)
      SELECT address, reason, $3 FROM unnest($1::text[], $2::text[]) AS block (address, reason)
      ON CONFLICT DO NOTHING`,
    values: [sorted.map(({ address }) => address), sorted.map(({ reason }) => reason), now],
  });
}

/** The address of a mail that was sent, by its `Message-ID`. Null for any other. */
export async function findReturnedAddress(db: Queryable, messageId: string): Promise<string | null> {
  const { rows } = await db.query<{ recipient: string }>({
    name: 'notifications-returned',
    text: `SELECT recipient FROM notifications WHERE id = split_part($1, '@', 1) AND channel = 'EMAIL' AND sent_at IS NOT NULL`,
    values: [messageId],
  });
  return rows[0]?.recipient ?? null;
}

/** Allows mail to an address again. False when it was not blocked. */
export async function unblockAddress(db: Queryable, address: string): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'notifications-unblock',
    text: 'DELETE FROM blocked_address WHERE address = $1',
    values: [address],
  });
  return rowCount === 1;
}

/** Forgets the blocks of addresses whose owner is erased. */
export async function forgetBlocks(tx: Prisma.TransactionClient, addresses: readonly string[]): Promise<void> {
  await tx.blockedAddress.deleteMany({ where: { address: { in: [...addresses] } } });
}
