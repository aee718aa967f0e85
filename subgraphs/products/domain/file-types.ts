import type { Upload } from './upload.ts';

/** Accepted types of pictures with their file extensions. */
export const imageTypes: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

/** Accepted types of files of products with their file extensions. */
export const importTypes: Readonly<Record<string, string>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};

export const acceptedTypes: readonly string[] = [...Object.keys(imageTypes), ...Object.keys(importTypes)];

export const isImage = (mimeType: string): boolean => Object.hasOwn(imageTypes, mimeType);

export const isImport = (mimeType: string): boolean => Object.hasOwn(importTypes, mimeType);

type Kind = Pick<Upload, 'mimeType' | 'purpose'>;

export const isPictureUpload = ({ mimeType, purpose }: Kind): boolean => purpose === 'CATALOGUE' && isImage(mimeType);

export const isImportUpload = ({ mimeType, purpose }: Kind): boolean => purpose === 'CATALOGUE' && isImport(mimeType);

export const isGoodsUpload = ({ purpose }: Kind): boolean => purpose === 'DIGITAL_GOODS';

/** Largest length of a media type. */
const maxTypeLength = 127;

/** True for a media type in its usual form, such as `application/pdf`. Digital goods may have any. */
export const isMediaType = (mimeType: string): boolean =>
  mimeType.length <= maxTypeLength && /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(mimeType);

const extensionOf = (mimeType: string): string | undefined => imageTypes[mimeType] ?? importTypes[mimeType];

/** The key at which the file of an upload arrives. Such files are not served. */
export const incomingKey = ({ id, mimeType, purpose }: Pick<Upload, 'id' | 'mimeType' | 'purpose'>): string =>
  `incoming/${id}.${purpose === 'DIGITAL_GOODS' ? 'bin' : extensionOf(mimeType)}`;

/** The key of a file that was checked: each content has its own. Only files below `images/` are served. */
export function keptKey(
  { id, mimeType, purpose }: Pick<Upload, 'id' | 'mimeType' | 'purpose'>,
  fingerprint: string,
): string {
  if (purpose === 'DIGITAL_GOODS') return `goods/${id}-${fingerprint}.bin`;
  const folder = isImage(mimeType) ? 'images' : 'imports';
  return `${folder}/${id}-${fingerprint}.${extensionOf(mimeType)}`;
}

/** Other names of the accepted types. Browsers name CSV files after the spreadsheet program that is installed. */
const otherNames: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'application/csv': 'text/csv',
  'application/vnd.ms-excel': 'text/csv',
  'text/comma-separated-values': 'text/csv',
  'text/x-csv': 'text/csv',
  'application/ndjson': 'application/x-ndjson',
  'application/jsonl': 'application/x-ndjson',
};

/** The media type without parameters such as `charset`, in its usual name: `Text/CSV; charset=utf-8` → `text/csv`. */
export function canonicalType(mimeType: string): string {
  const type = mimeType.split(';', 1)[0]!.trim().toLowerCase();
  return otherNames[type] ?? type;
}
