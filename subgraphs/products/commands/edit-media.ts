import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import { attachMedia, removeMedia, reorderMedia } from '../domain/edit-media.ts';
import { isImage } from '../domain/file-types.ts';
import { readText } from '../domain/read-text.ts';
import { isRefusal } from '../domain/refusal.ts';
import { changeOwnProduct, type Target } from './change-product.ts';
import { useUpload } from './use-upload.ts';

export function readPosition(position: number | null | undefined): number | null {
  if (position != null && position < 0) throw badUserInput('Places count from 0.', 'position');
  return position ?? null;
}

interface Attachment extends Target {
  uploadId: string;
  alt?: string | undefined;
  position?: number | null | undefined;
}

/** Shows an uploaded picture with a product. */
export async function attachMediaToProduct(context: ProductsContext, input: Attachment) {
  const alt = readText(input.alt ?? '', { min: 0, max: 200 }, 'alt');
  const position = readPosition(input.position);
  return changeOwnProduct(context, input, async (product) => {
    const upload = await useUpload(context, input.uploadId, isImage);
    if (isRefusal(upload)) return upload;
    const { key, width, height } = upload;
    const picture = { id: newId('med'), key, width: width ?? 0, height: height ?? 0, alt };
    return attachMedia(product, picture, position);
  });
}

/** Puts a product's pictures into another order. */
export const reorderMediaOfProduct = (context: ProductsContext, input: Target & { mediaIds: readonly string[] }) =>
  changeOwnProduct(context, input, (product) => reorderMedia(product, input.mediaIds));

/** Takes a picture from a product. */
export const removeMediaFromProduct = (context: ProductsContext, input: Target & { mediaId: string }) =>
  changeOwnProduct(context, input, (product) => removeMedia(product, input.mediaId));
