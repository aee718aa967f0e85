import type { FileOfUpload } from '@soko/media';
import type { Queryable } from '@soko/postgres';
import { type LeftOut, type Picture, unusedLifetimeMs } from '../../domain/pictures/picture.ts';

const columns = `p.id, p.status, p.order_id AS "orderId", p.owner, p.mime_type AS "mimeType", p.size, p.key, p.width, p.height,
  p.used_by AS "usedBy", p.position, p.shows, p.left_out AS "leftOut", p.expires_at AS "expiresAt"`;

// SQL: changes that hold only in one status, and SKIP LOCKED.

export async function addPicture(db: Queryable, picture: Picture, now: Date): Promise<void> {
  await db.query({
    name: 'case-picture-add',
    text: `INSERT INTO case_picture (id, status, order_id, owner, mime_type, size, key, shows, created_at, expires_at)
      VALUES ($1, 'PENDING', $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      picture.id,
      picture.orderId,
      picture.owner,
      picture.mimeType,
      picture.size,
      picture.key,
      picture.shows,
      now,
      picture.expiresAt,
    ],
  });
}

export async function findPictures(db: Queryable, ids: readonly string[]): Promise<Picture[]> {
  const { rows } = await db.query<Picture>({
    name: 'case-pictures',
    text: `SELECT ${columns} FROM case_picture p WHERE p.id = ANY ($1)`,
    values: [ids],
  });
  return rows;
}

/** The pictures of returns or of messages, in the order of those who sent them. */
export async function findPicturesOf(
  db: Queryable,
  users: readonly string[],
): Promise<(Picture & { usedBy: string })[]> {
  const { rows } = await db.query<Picture & { usedBy: string }>({
    name: 'case-pictures-of',
    text: `SELECT ${columns} FROM case_picture p WHERE p.used_by = ANY ($1) ORDER BY p.used_by, p.position`,
    values: [users],
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
    name: 'case-picture-uploaded',
    text: `UPDATE case_picture SET status = 'UPLOADED', key = $2, width = $3, height = $4, expires_at = $5, size = $6
      WHERE id = $1 AND status = 'PENDING'`,
    values: [id, file.key, file.width, file.height, new Date(now.getTime() + unusedLifetimeMs), file.size],
  });
  return (await findPictures(db, [id]))[0] ?? null;
}

/** Gives uploaded pictures of an owner to a return or a message, in this order. Returns the number of those that could be given. */
export async function attachPictures(
  tx: Queryable,
  use: { usedBy: string; orderId: string; owner: string; ids: readonly string[] },
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'case-pictures-attach',
    text: `UPDATE case_picture p SET status = 'USED', used_by = $1, position = given.position
      FROM unnest($4::text[]) WITH ORDINALITY AS given (id, position)
      WHERE p.id = given.id AND p.order_id = $2 AND p.owner = $3 AND p.status = 'UPLOADED'`,
    values: [use.usedBy, use.orderId, use.owner, use.ids],
  });
  return rowCount ?? 0;
}

/** Saves that the pictures of a message came after the evidence: the bank does not get them. */
export async function markTooLate(tx: Queryable, messageId: string): Promise<void> {
  await tx.query({
    name: 'case-pictures-too-late',
    text: `UPDATE case_picture SET left_out = 'TOO_LATE' WHERE used_by = $1`,
    values: [messageId],
  });
}

/** Saves why the bank did not get pictures; null for those that it got. */
export async function saveLeftOut(db: Queryable, reasons: ReadonlyMap<string, LeftOut | null>): Promise<void> {
  await db.query({
    name: 'case-pictures-left-out',
    text: `UPDATE case_picture p SET left_out = given.reason
      FROM unnest($1::text[], $2::text[]) AS given (id, reason) WHERE p.id = given.id`,
    values: [[...reasons.keys()], [...reasons.values()]],
  });
}

/** Takes pictures that nothing has and nothing can use any more, without those of `except`. Their files are to be removed. */
export async function takeUnused(
  db: Queryable,
  { now, limit, except }: { now: Date; limit: number; except: readonly string[] },
): Promise<{ id: string; key: string }[]> {
  const { rows } = await db.query<{ id: string; key: string }>({
    name: 'case-pictures-unused',
    text: `UPDATE case_picture SET status = 'REMOVED' WHERE id IN (
        SELECT id FROM case_picture WHERE used_by IS NULL AND expires_at < $1 AND id <> ALL ($3)
        ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) RETURNING id, key`,
    values: [now, limit, except],
  });
  return rows;
}

/** The keys of these that a picture has, or may have yet because it waits for its file. */
export async function findNamed(db: Queryable, files: readonly FileOfUpload[]): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>({
    name: 'case-pictures-named',
    text: `SELECT file.key FROM unnest($1::text[], $2::text[]) AS file (key, id)
      JOIN case_picture p ON p.id = file.id AND (p.status = 'PENDING' OR p.key = file.key)`,
    values: [files.map(({ key }) => key), files.map(({ uploadId }) => uploadId)],
  });
  return rows.map(({ key }) => key);
}

/** Forgets a picture whose file was removed. */
export async function deletePicture(db: Queryable, id: string): Promise<void> {
  await db.query({ name: 'case-picture-delete', text: 'DELETE FROM case_picture WHERE id = $1', values: [id] });
}
