import { requireScope } from '@soko/auth';
import { badUserInput, forbidden } from '@soko/errors';
import { newId } from '@soko/ids';
import { readLine } from '@soko/input';
import { canonicalType } from '@soko/media';
import { isPicture } from '@soko/media/pictures';
import type { ProductsContext } from '../context.ts';
import { acceptedFor, incomingKey, isMediaType } from '../domain/file-types.ts';
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
import { type Upload, uploadLifetimeMs, type UploadPurpose } from '../domain/upload.ts';
import { addUpload } from '../store/uploads.ts';

interface CreateUploadInput {
  fileName: string;
  mimeType: string;
  size: number;
  purpose?: UploadPurpose | undefined;
}

/** Creates an upload for one file. Only active sellers and administrators may upload, and buyers pictures of reviews. */
export async function createUpload(
  context: ProductsContext,
  input: CreateUploadInput,
): Promise<Upload | SellerNotActive | FileTypeRefused | FileSizeRefused | UploadQuotaExceeded> {
  const viewer = requireScope(context.viewer, 'products:write');
  const fileName = readLine(input.fileName, 'fileName', { max: 200 });
  const { seller, managesAll } = await context.rights();
  const { size, purpose = 'CATALOGUE' } = input;
  const sells = managesAll || seller?.status === 'ACTIVE';
  if (purpose === 'REVIEW' && viewer.kind === 'apiKey') throw forbidden('An API key cannot review anything.');
  const mimeType = canonicalType(input.mimeType);
  const notSelling = sells || purpose === 'REVIEW' ? null : forbidsSelling(seller?.status ?? null);
  const refusal = notSelling ?? forbidsFile(context, { mimeType, size, purpose });
  if (refusal) return refusal;
  const now = context.now();
  const id = newId('upl');
  const upload: Upload = {
    id,
    status: 'PENDING',
    fileName,
    mimeType,
    purpose,
    size,
    key: incomingKey({ id, mimeType, purpose }),
    width: null,
    height: null,
    expiresAt: new Date(now.getTime() + uploadLifetimeMs),
  };
  const { maxSellerBytes, maxReviewerBytes } = context.uploadLimits;
  const maxBytes = sells ? maxSellerBytes : maxReviewerBytes;
  const { added, usedBytes } = await addUpload(context.db, upload, viewer, { maxBytes, now });
  return added ? upload : uploadQuotaExceeded(usedBytes, maxBytes);
}

function forbidsFile(
  { uploadLimits }: ProductsContext,
  { mimeType, size, purpose }: Pick<Upload, 'mimeType' | 'size' | 'purpose'>,
): FileTypeRefused | FileSizeRefused | null {
  const isGoods = purpose === 'DIGITAL_GOODS';
  if (isGoods && !isMediaType(mimeType)) {
    throw badUserInput('The media type must have the form `type/subtype`, such as `application/pdf`.', 'mimeType');
  }
  const accepted = acceptedFor(purpose);
  if (!isGoods && !accepted.includes(mimeType)) return fileTypeRefused([...accepted]);
  const { maxImageBytes, maxImportBytes, maxDigitalBytes } = uploadLimits;
  const maxBytes = isGoods ? maxDigitalBytes : isPicture(mimeType) ? maxImageBytes : maxImportBytes;
  return size > 0 && size <= maxBytes ? null : fileSizeRefused(maxBytes);
}
