import type { Queryable } from '@soko/postgres';
import type { MessageStatus } from '../domain/message.ts';

interface LockedMessage {
  status: MessageStatus;
  expiresAt: Date | null;
  createdAt: Date;
}

/** A message, locked until the transaction ends. Null when there is none. */
export async function lockMessage(tx: Queryable, id: string): Promise<LockedMessage | null> {
  const { rows } = await tx.query<LockedMessage>({
    name: 'notifications-lock',
    text: `
      SELECT status, expires_at AS "expiresAt", created_at AS "createdAt"
      FROM notifications WHERE id = $1 FOR UPDATE`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Makes a dead message due, with all its attempts before it. */
export async function queueAgain(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query({
    name: 'notifications-queue-again',
    text: `
      UPDATE notifications
      SET status = 'QUEUED', due_at = $2, failures = 0, end_reason = NULL, ended_at = NULL WHERE id = $1`,
    values: [id, now],
  });
}
