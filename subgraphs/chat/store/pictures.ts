import type { FileOfUpload } from '@soko/media';
import type { Queryable } from '@soko/postgres';
import { unsentLifetimeMs, type Picture } from '../domain/picture.ts';

const columns = `p.id, p.status, p.owner_id AS "ownerId", p.mime_type AS "mimeType", p.size, p.key, p.width, p.height,
  p.message_id AS "messageId", p.position, p.expires_at AS "expiresAt"`;

// SQL: changes that hold only in one status, and SKIP LOCKED.

export async function addPicture(db: Queryable, picture: Picture, now: Date): Promise<void> {
  await db.query({
    name: 'chat-add-picture',
    text: `INSERT INTO picture (id, status, owner_id, mime_type, size, key, created_at, expires_at)
      VALUES ($1, 'PENDING', $2, $3, $4, $5, $6, $7)`,
    values: [picture.id, picture.ownerId, picture.mimeType, picture.size, picture.key, now, picture.expiresAt],
  });
}

export async function findPictures(db: Queryable, ids: readonly string[]): Promise<Picture[]> {
  const { rows } = await db.query<Picture>({
    name: 'chat-pictures',
    text: `SELECT ${columns} FROM picture p WHERE p.id = ANY ($1)`,
    values: [ids],
  });
  return rows;
}

/** The pictures of messages, in the order of their senders. */
export async function findPicturesOf(db: Queryable, messageIds: readonly string[]): Promise<Picture[]> {
  const { rows } = await db.query<Picture>({
    name: 'chat-pictures-of',
    text: `SELECT ${columns} FROM picture p WHERE p.message_id = ANY ($1) ORDER BY p.message_id, p.position`,
    values: [messageIds],
  });
  return rows;
}

/** `PENDING → UPLOADED`, unless another file of the upload arrived before. Returns the saved picture; null if it was removed. */
export async function markUploaded(
  db: Queryable,
  id: string,
  file: { key: string; size: number; width: number; height: number },
  now: Date,
): Promise<Picture | null> {
  await db.query({
    name: 'chat-picture-uploaded',
    text: `UPDATE picture SET status = 'UPLOADED', key = $2, width = $3, height = $4, expires_at = $5, size = $6
      WHERE id = $1 AND status = 'PENDING'`,
    values: [id, file.key, file.width, file.height, new Date(now.getTime() + unsentLifetimeMs), file.size],
  });
  return (await findPictures(db, [id]))[0] ?? null;
}

/** Gives a person's uploaded pictures to a message, in this order. Returns the number of those that could be given. */
export async function attachPictures(
  tx: Queryable,
  { messageId, ownerId, ids }: { messageId: string; ownerId: string; ids: readonly string[] },
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'chat-attach-pictures',
    text: `UPDATE picture p SET status = 'SENT', message_id = $1, position = given.position
      FROM unnest($3::text[]) WITH ORDINALITY AS given (id, position)
      WHERE p.id = given.id AND p.owner_id = $2 AND p.status = 'UPLOADED'`,
    values: [messageId, ownerId, ids],
  });
  return rowCount ?? 0;
}

/** Takes pictures that no message has and none can use any more, without those of `except`. Their files are to be removed. */
export async function takeUnused(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<{ id: string; key: string }[]> {
  const { rows } = await db.query<{ id: string; key: string }>({
    name: 'chat-unused-pictures',
    text: `UPDATE picture SET status = 'REMOVED' WHERE id IN (
        SELECT id FROM picture WHERE message_id IS NULL AND expires_at < $1 AND id <> ALL ($3)
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING id, key`,
    values: [now, limit, except],
  });
  return rows;
}

/** The keys of these that a picture has, or may have yet because it waits for its file. */
export async function findNamed(db: Queryable, files: readonly FileOfUpload[]): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>({
    name: 'chat-named-pictures',
    text: `SELECT file.key FROM unnest($1::text[], $2::text[]) AS file (key, id)
      JOIN picture p ON p.id = file.id AND (p.status = 'PENDING' OR p.key = file.key)`,
    values: [files.map(({ key }) => key), files.map(({ uploadId }) => uploadId)],
  });
  return rows.map(({ key }) => key);
}

/** Forgets a picture whose file was removed. */
export async function deletePicture(db: Queryable, id: string): Promise<void> {
  await db.query({ name: 'chat-delete-picture', text: 'DELETE FROM picture WHERE id = $1', values: [id] });
}
