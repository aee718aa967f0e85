import { badUserInput } from '@soko/errors';
import type { ProductsContext } from '../context.ts';
import { refuse, type UploadNotUsable } from '../domain/refusal.ts';
import type { Upload } from '../domain/upload.ts';
import { findOwnUpload } from '../store/uploads.ts';
import { confirmUpload } from './confirm-upload.ts';
import { requireSignedIn } from './signed-in.ts';

/**
 * One of the viewer's own uploads, of a type that `fits`, whose file is here. Where files go straight to S3 this is the
 * moment they are looked at.
 */
export async function useUpload(
  context: ProductsContext,
  uploadId: string,
  fits: (mimeType: string) => boolean,
  field = 'uploadId',
): Promise<Upload | UploadNotUsable> {
  const upload = await findOwnUpload(context.db, uploadId, requireSignedIn(context.viewer));
  if (upload === null) throw badUserInput('You have no such upload.', field);
  const { status } = upload;
  if (!fits(upload.mimeType)) {
    return refuse('UploadNotUsable', `A file of the type ${upload.mimeType} cannot be used for this.`, { status });
  }
  if (status === 'EXPIRED')
    return refuse('UploadNotUsable', 'No file came within the hour. Ask for a new upload.', { status });
  const confirmed = await confirmUpload(context, upload);
  return 'upload' in confirmed ? confirmed.upload : refuse('UploadNotUsable', confirmed.problem, { status });
}
