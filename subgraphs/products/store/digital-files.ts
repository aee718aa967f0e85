import type { Queryable } from '@soko/postgres';
import type { DigitalFile } from '../domain/digital-goods.ts';

const fileColumns = `f.id, f.variant_id AS "variantId", f.key, f.file_name AS "fileName", f.mime_type AS "mimeType", f.size,
  f.added_at AS "addedAt"`;

/** The file with this id, also a removed one: earlier buyers keep it. */
export async function findDigitalFile(db: Queryable, id: string): Promise<DigitalFile | null> {
  // SQL: on the pool, as all reads of downloads.
  const { rows } = await db.query<DigitalFile>(`SELECT ${fileColumns} FROM digital_file f WHERE f.id = $1`, [id]);
  return rows[0] ?? null;
}

function groupBy<File extends DigitalFile>(files: readonly File[], keyOf: (file: File) => string): Map<string, File[]> {
  const groups = new Map<string, File[]>();
  for (const file of files) {
    const group = groups.get(keyOf(file));
    if (group === undefined) groups.set(keyOf(file), [file]);
    else group.push(file);
  }
  return groups;
}

/** The files that new buyers of these variants get, in the order in which they were added. */
export async function findFilesOf(db: Queryable, variantIds: readonly string[]): Promise<Map<string, DigitalFile[]>> {
  // SQL: many variants in one statement.
  const { rows } = await db.query<DigitalFile>(
    `SELECT ${fileColumns} FROM digital_file f WHERE f.variant_id = ANY($1) AND f.removed_at IS NULL ORDER BY f.added_at, f.id`,
    [variantIds],
  );
  return groupBy(rows, ({ variantId }) => variantId);
}

/** The files of each line: those of its variant today, and those that were removed after the order. */
export async function findFilesOfLines(
  db: Queryable,
  lines: readonly { lineId: string; variantId: string; orderedAt: Date }[],
): Promise<Map<string, DigitalFile[]>> {
  // SQL: one statement for many lines with their times.
  const { rows } = await db.query<DigitalFile & { lineId: string }>(
    `SELECT ${fileColumns}, l."lineId" FROM jsonb_to_recordset($1) AS l ("lineId" text, "variantId" text, "orderedAt" timestamptz)
     JOIN digital_file f ON f.variant_id = l."variantId" AND (f.removed_at IS NULL OR f.removed_at > l."orderedAt")
     ORDER BY f.added_at, f.id`,
    [JSON.stringify(lines)],
  );
  return groupBy(rows, ({ lineId }) => lineId);
}

/** The variants of the products that have neither a file nor a licence key to sell. */
export async function findVariantsWithoutGoods(db: Queryable, productIds: readonly string[]): Promise<string[]> {
  // SQL: compares two tables.
  const { rows } = await db.query<{ id: string }>(
    `SELECT v.id FROM variant v WHERE v.product_id = ANY($1)
       AND NOT EXISTS (SELECT FROM digital_file f WHERE f.variant_id = v.id AND f.removed_at IS NULL) AND NOT v.needs_key
     ORDER BY v.product_id, v.position`,
    [productIds],
  );
  return rows.map(({ id }) => id);
}

/** Locks variants until the end of the transaction, always in the same order. */
export async function lockVariants(db: Queryable, ids: readonly string[]): Promise<void> {
  // SQL: Prisma has no row locks.
  await db.query('SELECT FROM variant WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
}

/**
 * Sets the number of pieces that can be bought: that of the free keys where keys are needed, no limit with a file, none without.
 * The caller has locked the variants.
 */
export async function countGoods(db: Queryable, variantIds: readonly string[]): Promise<void> {
  // SQL: compares two tables.
  await db.query(
    `UPDATE variant v SET available = CASE
       WHEN v.needs_key THEN (SELECT count(*) FROM licence_key k WHERE k.variant_id = v.id AND k.line_id IS NULL)
       WHEN EXISTS (SELECT FROM digital_file f WHERE f.variant_id = v.id AND f.removed_at IS NULL) THEN NULL
       ELSE 0 END
     FROM product p WHERE p.id = v.product_id AND p.type = 'DIGITAL' AND v.id = ANY($1)`,
    [variantIds],
  );
}
