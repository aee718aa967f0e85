import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../context.ts';
import { isPictureUpload } from '../domain/file-types.ts';
import { addPicture } from '../domain/product-media.ts';
import { readPosition } from '../domain/read-position.ts';
import { changeOwnProduct, type ProductTarget } from './change-product.ts';
import { useUpload } from './use-upload.ts';

interface AttachMediaInput extends ProductTarget {
  uploadId: string;
  alt?: string | undefined;
  position?: number | null | undefined;
}

/** Adds an uploaded picture to a product. */
export async function attachMedia(context: ProductsContext, input: AttachMediaInput) {
  const alt = readLine(input.alt ?? '', 'alt', { min: 0, max: 200 });
  const position = readPosition(input.position);
  return changeOwnProduct(context, input, async (product) => {
    const upload = await useUpload(context, input.uploadId, isPictureUpload);
    if (isRefusal(upload)) return upload;
    const { key, width, height } = upload;
    const picture = { id: newId('med'), key, width: width ?? 0, height: height ?? 0, alt };
    return addPicture(product, picture, position);
  });
}
