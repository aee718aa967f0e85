import { notFound } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import { findDigitalFile } from '../store/digital-files.ts';
import { changeGoods } from './change-goods.ts';

/** Later buyers do not get the file. Those who ordered before keep it, so it stays stored. */
export async function removeDigitalFile(context: ProductsContext, { fileId }: { fileId: string }) {
  const file = await findDigitalFile(context.pool, fileId);
  if (file === null) throw notFound('The file');
  return changeGoods<never>(context, file.variantId, async (client) => {
    // SQL: in the transaction that adjusts what can be bought.
    await client.query('UPDATE digital_file SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL', [
      fileId,
      context.now(),
    ]);
    return null;
  });
}
