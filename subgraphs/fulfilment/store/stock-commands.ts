import type { Queryable } from './queryable.ts';

/**
 * Notes a change that a client may send twice. Answers NEW for the first of its key, SAME when the same came before,
 * OTHER when another did.
 */
export async function noteCommand(
  db: Queryable,
  { key, fingerprint, variantId, now }: { key: string; fingerprint: string; variantId: string; now: Date },
): Promise<'NEW' | 'SAME' | 'OTHER'> {
  const noted = await db.query({
    name: 'note-command',
    text: 'INSERT INTO stock_command (key, fingerprint, variant_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    values: [key, fingerprint, variantId, now],
  });
  if (noted.rowCount === 1) return 'NEW';
  const { rows } = await db.query<{ fingerprint: string }>({
    name: 'command-by-key',
    text: 'SELECT fingerprint FROM stock_command WHERE key = $1',
    values: [key],
  });
  return rows[0]?.fingerprint === fingerprint ? 'SAME' : 'OTHER';
}

/** Keys are remembered for thirty days. */
export const forgetCommands = async (db: Queryable, now: Date): Promise<void> => {
  await db.query('DELETE FROM stock_command WHERE at < $1', [new Date(now.getTime() - 30 * 86_400_000)]);
};
