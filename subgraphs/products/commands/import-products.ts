import { requireScope } from '@soko/auth';
import { newId } from '@soko/ids';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { isImportUpload } from '../domain/file-types.ts';
import { sellerFor } from '../domain/may-sell.ts';
import type { ProductImport } from '../domain/product-import.ts';
import type { NotStoreMember, SellerNotActive, UploadNotUsable } from '../domain/refusals.ts';
import { addImport } from '../store/imports.ts';
import { useUpload } from './use-upload.ts';

interface ImportProductsInput {
  uploadId: string;
  publish?: boolean | undefined;
  storeId?: string | null | undefined;
}

/** Queues an uploaded file for import. Each upload is imported once: a repeat returns the first import. */
export async function importProducts(
  context: ProductsContext,
  { uploadId, publish = false, storeId = null }: ImportProductsInput,
): Promise<ProductImport | SellerNotActive | NotStoreMember | UploadNotUsable> {
  const viewer = requireScope(context.viewer, 'products:write');
  const store = viewer.kind === 'apiKey' ? viewer.storeId : storeId;
  const seller = sellerFor(await context.rights(), store);
  if (isRefusal(seller)) return seller;
  const upload = await useUpload(context, uploadId, isImportUpload);
  if (isRefusal(upload)) return upload;
  const { correlationId } = context.trail;
  const createdAt = context.now();
  const added = { id: newId('imp'), uploadId, sellerId: seller.id, storeId: store, publish, correlationId, createdAt };
  return addImport(context.db, added, viewer);
}
