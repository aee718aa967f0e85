import { newId } from '@soko/ids';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../../context.ts';
import { isReviewUpload } from '../../domain/file-types.ts';
import type { UploadNotUsable } from '../../domain/refusals.ts';
import type { ReviewPicture } from '../../domain/reviews/review.ts';
import { useUpload } from '../use-upload.ts';

/** Pictures of the viewer's uploads, in their order. `known`: pictures that the review shows already. */
export async function usePictures(
  context: ProductsContext,
  uploadIds: readonly string[],
  known: readonly ReviewPicture[] = [],
): Promise<ReviewPicture[] | UploadNotUsable> {
  const pictures: ReviewPicture[] = [];
  for (const [index, uploadId] of uploadIds.entries()) {
    const shown = known.find((picture) => picture.uploadId === uploadId);
    if (shown !== undefined) {
      pictures.push(shown);
      continue;
    }
    const upload = await useUpload(context, uploadId, isReviewUpload, `uploadIds.${index}`);
    if (isRefusal(upload)) return upload;
    const { key, width, height } = upload;
    pictures.push({ id: newId('med'), uploadId, key, width: width ?? 0, height: height ?? 0, alt: '' });
  }
  return pictures;
}
