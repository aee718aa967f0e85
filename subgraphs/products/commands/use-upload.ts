import { requireScope } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import { isPictureUpload } from '../domain/file-types.ts';
import { uploadNotUsable, type UploadNotUsable } from '../domain/refusals.ts';
import type { Upload } from '../domain/upload.ts';
import { findOwnUpload, keepUpload } from '../store/uploads.ts';
import { confirmUpload } from './confirm-upload.ts';

/**
 * One of the viewer's own uploads whose file has arrived and has a type that `fits`. A file that was sent straight to S3
 * is checked here, at its first use.
 */
export async function useUpload(
  context: ProductsContext,
  uploadId: string,
  fits: (upload: Upload) => boolean,
  field = 'uploadId',
): Promise<Upload | UploadNotUsable> {
  const upload = await findOwnUpload(context.db, uploadId, requireScope(context.viewer, 'products:write'));
  if (upload === null) throw badUserInput('You have no upload with this id.', field);
  const { mimeType, status } = upload;
  if (!fits(upload)) return uploadNotUsable(`A file of the type ${mimeType} cannot be used here.`, status);
  if (status === 'EXPIRED') return uploadNotUsable('No file arrived within one hour. Call createUpload again.', status);
  const confirmed = await confirmUpload(context, upload);
  if ('problem' in confirmed) return uploadNotUsable(confirmed.problem, status);
  const isKept = await keepUpload(context.db, uploadId, isPictureUpload(upload), context.now());
  return isKept
    ? confirmed.upload
    : uploadNotUsable('The file was removed, because nothing used it. Upload it again.', 'EXPIRED');
}
