import { newId } from '@soko/ids';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { maxDigitalFiles } from '../domain/digital-goods.ts';
import { isGoodsUpload } from '../domain/file-types.ts';
import { tooManyDigitalFiles } from '../domain/refusals.ts';
import { changeGoods, loadOwnDigital } from './change-goods.ts';
import { useUpload } from './use-upload.ts';

interface AttachDigitalFileInput {
  variantId: string;
  uploadId: string;
}

/** Adds an uploaded file to the goods of a variant. A repeat changes nothing, and brings back a file that was removed. */
export async function attachDigitalFile(context: ProductsContext, { variantId, uploadId }: AttachDigitalFileInput) {
  const variant = await loadOwnDigital(context, variantId);
  if (isRefusal(variant)) return variant;
  const upload = await useUpload(context, uploadId, isGoodsUpload);
  if (isRefusal(upload)) return upload;
  return changeGoods(context, variant, async (client) => {
    // SQL: in the transaction that adjusts what can be bought.
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM digital_file WHERE variant_id = $1 AND removed_at IS NULL AND upload_id <> $2`,
      [variantId, uploadId],
    );
    if (rows[0]!.count >= maxDigitalFiles) return tooManyDigitalFiles(maxDigitalFiles);
    const { key, fileName, mimeType, size } = upload;
    await client.query(
      `INSERT INTO digital_file (id, variant_id, upload_id, key, file_name, mime_type, size, added_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (variant_id, upload_id) DO UPDATE SET removed_at = NULL`,
      [newId('dgf'), variantId, uploadId, key, fileName, mimeType, size, context.now()],
    );
    return null;
  });
}
