import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import { isImport } from '../domain/file-types.ts';
import { sellerFor } from '../domain/may-sell.ts';
import type { ProductImport } from '../domain/product-import.ts';
import { isRefusal, type NotStoreMember, type SellerNotActive, type UploadNotUsable } from '../domain/refusal.ts';
import { addImport } from '../store/imports.ts';
import { requireSignedIn } from './signed-in.ts';
import { useUpload } from './use-upload.ts';

interface Asked {
  uploadId: string;
  publish?: boolean | undefined;
  storeId?: string | null | undefined;
}

/** Puts an uploaded file into the queue of files to read; the same upload is read once, however often it is asked for. */
export async function importProducts(
  context: ProductsContext,
  { uploadId, publish = false, storeId = null }: Asked,
): Promise<ProductImport | SellerNotActive | NotStoreMember | UploadNotUsable> {
  const viewer = requireSignedIn(context.viewer);
  const store = viewer.kind === 'apiKey' ? viewer.storeId : storeId;
  const seller = sellerFor(await context.rights(), store);
  if (isRefusal(seller)) return seller;
  const upload = await useUpload(context, uploadId, isImport);
  if (isRefusal(upload)) return upload;
  const { correlationId } = context.trail;
  const createdAt = context.now();
  const made = { id: newId('imp'), uploadId, sellerId: seller.id, storeId: store, publish, correlationId, createdAt };
  return addImport(context.db, made, viewer);
}
