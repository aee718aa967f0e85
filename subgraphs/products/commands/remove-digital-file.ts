import { notFound } from '@soko/errors';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { findDigitalFile } from '../store/digital-files.ts';
import { changeGoods, loadOwnDigital } from './change-goods.ts';

/** Later buyers do not get the file. Those who ordered before keep it, so it stays stored. */
export async function removeDigitalFile(context: ProductsContext, { fileId }: { fileId: string }) {
  const file = await findDigitalFile(context.pool, fileId);
  if (file === null) throw notFound('The file');
  const variant = await loadOwnDigital(context, file.variantId, 'The file');
  if (isRefusal(variant)) return variant;
  return changeGoods<never>(context, variant, async (client) => {
    // SQL: in the transaction that adjusts what can be bought.
    await client.query('UPDATE digital_file SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL', [
      fileId,
      context.now(),
    ]);
    return null;
  });
}
