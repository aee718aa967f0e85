import { newId } from '@soko/ids';
import type { ProductsContext } from '../context.ts';
import { allowedTypes, isImage, keyOf } from '../domain/file-types.ts';
import { forbidsSelling } from '../domain/may-sell.ts';
import { readText } from '../domain/read-text.ts';
import { type FileSizeRefused, type FileTypeRefused, refuse, type SellerNotActive } from '../domain/refusal.ts';
import { type Upload, uploadLifeMs } from '../domain/upload.ts';
import { addUpload } from '../store/uploads.ts';
import { requireSignedIn } from './signed-in.ts';

interface NewUpload {
  fileName: string;
  mimeType: string;
  size: number;
}

/** Asks for a place to upload a file to. Only those who may sell, or administer, get one. */
export async function createUpload(
  context: ProductsContext,
  input: NewUpload,
): Promise<Upload | SellerNotActive | FileTypeRefused | FileSizeRefused> {
  const viewer = requireSignedIn(context.viewer);
  const fileName = readText(input.fileName, { min: 1, max: 200 }, 'fileName');
  const { seller, managesAll } = await context.rights();
  const forbidden = managesAll ? null : forbidsSelling(seller?.status ?? null);
  const refusal = forbidden ?? refuseFile(context, input);
  if (refusal) return refusal;
  const { mimeType, size } = input;
  const now = context.now();
  const id = newId('upl');
  const upload: Upload = {
    id,
    status: 'PENDING',
    fileName,
    mimeType,
    size,
    key: keyOf(id, mimeType),
    width: null,
    height: null,
    expiresAt: new Date(now.getTime() + uploadLifeMs),
  };
  await addUpload(context.db, upload, viewer, now);
  return upload;
}

function refuseFile(
  { settings }: ProductsContext,
  { mimeType, size }: NewUpload,
): FileTypeRefused | FileSizeRefused | null {
  if (!allowedTypes.includes(mimeType)) {
    const allowed = [...allowedTypes];
    return refuse('FileTypeRefused', `Files of this type are not taken; these are: ${allowed.join(', ')}.`, {
      allowed,
    });
  }
  const limit = isImage(mimeType) ? settings.maximumImageBytes : settings.maximumImportBytes;
  if (size > 0 && size <= limit) return null;
  return refuse('FileSizeRefused', `A file of this type has 1 to ${limit} bytes.`, { limit });
}
