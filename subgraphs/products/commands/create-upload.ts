import { requireScope } from '@soko/auth';
import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import type { ProductsContext } from '../context.ts';
import { acceptedTypes, canonicalType, incomingKey, isImage } from '../domain/file-types.ts';
import { forbidsSelling } from '../domain/may-sell.ts';
import {
  fileSizeRefused,
  type FileSizeRefused,
  fileTypeRefused,
  type FileTypeRefused,
  type SellerNotActive,
  uploadQuotaExceeded,
  type UploadQuotaExceeded,
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
): Promise<Upload | SellerNotActive | FileTypeRefused | FileSizeRefused | UploadQuotaExceeded> {
  const viewer = requireScope(context.viewer, 'products:write');
  const fileName = readLine(input.fileName, 'fileName', { max: 200 });
  const { seller, managesAll } = await context.rights();
  const forbidden = managesAll ? null : forbidsSelling(seller?.status ?? null);
  const { size } = input;
  const mimeType = canonicalType(input.mimeType);
  const refusal = forbidden ?? forbidsFile(context, { ...input, mimeType });
  if (refusal) return refusal;
  const now = context.now();
  const id = newId('upl');
  const upload: Upload = {
    id,
    status: 'PENDING',
    fileName,
    mimeType,
    size,
    key: incomingKey(id, mimeType),
    width: null,
    height: null,
    expiresAt: new Date(now.getTime() + uploadLifetimeMs),
  };
  const { maxSellerBytes: maxBytes } = context.uploadLimits;
  const { added, usedBytes } = await addUpload(context.db, upload, viewer, { maxBytes, now });
  return added ? upload : uploadQuotaExceeded(usedBytes, maxBytes);
}

function forbidsFile(
  { uploadLimits }: ProductsContext,
  { mimeType, size }: CreateUploadInput,
): FileTypeRefused | FileSizeRefused | null {
  if (!acceptedTypes.includes(mimeType)) return fileTypeRefused([...acceptedTypes]);
  const maxBytes = isImage(mimeType) ? uploadLimits.maxImageBytes : uploadLimits.maxImportBytes;
  return size > 0 && size <= maxBytes ? null : fileSizeRefused(maxBytes);
}
