import { requireScope } from '@soko/auth';
import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import type { ProductsContext } from '../context.ts';
import { acceptedTypes, isImage, keyOf } from '../domain/file-types.ts';
import { forbidsSelling } from '../domain/may-sell.ts';
import {
  fileSizeRefused,
  type FileSizeRefused,
  fileTypeRefused,
  type FileTypeRefused,
  type SellerNotActive,
} from '../domain/refusals.ts';
import { type Upload, uploadLifetimeMs } from '../domain/upload.ts';
import { addUpload } from '../store/uploads.ts';

interface CreateUploadInput {
  fileName: string;
  mimeType: string;
  size: number;
}

/** Creates an upload for one file. Only active sellers and administrators may upload. */
export async function createUpload(
  context: ProductsContext,
  input: CreateUploadInput,
): Promise<Upload | SellerNotActive | FileTypeRefused | FileSizeRefused> {
  const viewer = requireScope(context.viewer, 'products:write');
  const fileName = readLine(input.fileName, 'fileName', { max: 200 });
  const { seller, managesAll } = await context.rights();
  const forbidden = managesAll ? null : forbidsSelling(seller?.status ?? null);
  const refusal = forbidden ?? forbidsFile(context, input);
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
    expiresAt: new Date(now.getTime() + uploadLifetimeMs),
  };
  await addUpload(context.db, upload, viewer, now);
  return upload;
}

function forbidsFile(
  { uploadLimits }: ProductsContext,
  { mimeType, size }: CreateUploadInput,
): FileTypeRefused | FileSizeRefused | null {
  if (!acceptedTypes.includes(mimeType)) return fileTypeRefused([...acceptedTypes]);
  const maxBytes = isImage(mimeType) ? uploadLimits.maxImageBytes : uploadLimits.maxImportBytes;
  return size > 0 && size <= maxBytes ? null : fileSizeRefused(maxBytes);
}
