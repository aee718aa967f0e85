import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { readLine, readList } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../../context.ts';
import { maxPagePictures } from '../../domain/content/content-page.ts';
import { isPictureUpload } from '../../domain/file-types.ts';
import type { Media } from '../../domain/product.ts';
import type { UploadNotUsable } from '../../domain/refusals.ts';
import { useUpload } from '../use-upload.ts';

export interface WrittenMedia {
  uploadId?: string | null | undefined;
  mediaId?: string | null | undefined;
  alt?: string | null | undefined;
}

/** Pictures of a page in their order: of uploads of the viewer, and those that the page has already. */
export async function readPageMedia(
  context: ProductsContext,
  written: readonly WrittenMedia[],
  known: readonly Media[],
): Promise<Media[] | UploadNotUsable> {
  const media: Media[] = [];
  for (const [index, { uploadId, mediaId, alt }] of readList(written, 'media', {
    min: 0,
    max: maxPagePictures,
  }).entries()) {
    const field = `media.${index}`;
    if ((uploadId == null) === (mediaId == null)) {
      throw badUserInput(`\`${field}\` must have an \`uploadId\` or a \`mediaId\`, and not both.`, field);
    }
    const text = alt == null ? null : readLine(alt, `${field}.alt`, { min: 0, max: 200 });
    if (uploadId == null) {
      const kept = known.find(({ id }) => id === mediaId);
      if (kept === undefined || media.some(({ id }) => id === mediaId)) {
        throw badUserInput('The page has no other picture with this id.', `${field}.mediaId`);
      }
      media.push({ ...kept, alt: text ?? kept.alt });
      continue;
    }
    const upload = await useUpload(context, uploadId, isPictureUpload, `${field}.uploadId`);
    if (isRefusal(upload)) return upload;
    const { key, width, height } = upload;
    media.push({ id: newId('med'), key, width: width ?? 0, height: height ?? 0, alt: text ?? '' });
  }
  return media;
}
