import { isPicture, pictureTypes } from '@soko/media/pictures';
import type { Upload } from './upload.ts';

/** Accepted types of files of products with their file extensions. */
export const importTypes: Readonly<Record<string, string>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};

export const acceptedTypes: readonly string[] = [...Object.keys(pictureTypes), ...Object.keys(importTypes)];

export const isImport = (mimeType: string): boolean => Object.hasOwn(importTypes, mimeType);

type Kind = Pick<Upload, 'mimeType' | 'purpose'>;

export const isPictureUpload = ({ mimeType, purpose }: Kind): boolean => purpose === 'CATALOGUE' && isPicture(mimeType);

export const isImportUpload = ({ mimeType, purpose }: Kind): boolean => purpose === 'CATALOGUE' && isImport(mimeType);

export const isReviewUpload = ({ mimeType, purpose }: Kind): boolean => purpose === 'REVIEW' && isPicture(mimeType);

export const isGoodsUpload = ({ purpose }: Kind): boolean => purpose === 'DIGITAL_GOODS';

/** Accepted types of files by the purpose of their upload. Digital goods may have any. */
export const acceptedFor = (purpose: Upload['purpose']): readonly string[] =>
  purpose === 'REVIEW' ? Object.keys(pictureTypes) : acceptedTypes;

/** Largest length of a media type. */
const maxTypeLength = 127;

/** True for a media type in its usual form, such as `application/pdf`. Digital goods may have any. */
export const isMediaType = (mimeType: string): boolean =>
  mimeType.length <= maxTypeLength && /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(mimeType);

const extensionOf = (mimeType: string): string | undefined => pictureTypes[mimeType] ?? importTypes[mimeType];

/** Folders of the keys below. */
export const folders: readonly string[] = ['incoming/', 'images/', 'imports/', 'goods/'];

/** The key at which the file of an upload arrives. Such files are not served. */
export const incomingKey = ({ id, mimeType, purpose }: Pick<Upload, 'id' | 'mimeType' | 'purpose'>): string =>
  `incoming/${id}.${purpose === 'DIGITAL_GOODS' ? 'bin' : extensionOf(mimeType)}`;

/** The key of a file that was checked: each content has its own. Only files below `images/` are served. */
export function keptKey(
  { id, mimeType, purpose }: Pick<Upload, 'id' | 'mimeType' | 'purpose'>,
  fingerprint: string,
): string {
  if (purpose === 'DIGITAL_GOODS') return `goods/${id}-${fingerprint}.bin`;
  const folder = isPicture(mimeType) ? 'images' : 'imports';
  return `${folder}/${id}-${fingerprint}.${extensionOf(mimeType)}`;
}
