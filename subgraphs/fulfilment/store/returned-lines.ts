import type { Queryable } from '@soko/postgres';

/** Records lines of a return that go back into stock. Returns the ids of those that did not before. One statement. */
export async function addReturnedLines(
  tx: Queryable,
  {
    returnId,
    orderId,
    lines,
    now,
  }: {
    returnId: string;
    orderId: string;
    lines: readonly { lineId: string; variantId: string; quantity: number }[];
    now: Date;
  },
): Promise<string[]> {
  const { rows } = await tx.query<{ line_id: string }>({
    name: 'add-returned-lines',
    // SQL: in the transaction of the stock moves; ON CONFLICT tells new lines from known ones.
    text: `INSERT INTO returned_line (return_id, line_id, order_id, variant_id, quantity, at)
      SELECT $1, r."lineId", $2, r."variantId", r.quantity, $4
      FROM jsonb_to_recordset($3::jsonb) AS r ("lineId" text, "variantId" text, quantity int)
      ON CONFLICT (return_id, line_id) DO NOTHING RETURNING line_id`,
    values: [returnId, orderId, JSON.stringify(lines), now],
  });
  return rows.map(({ line_id: id }) => id);
}
