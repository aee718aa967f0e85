/** What may be uploaded: pictures to show, and files of products to import. */
export const imageTypes: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

export const importTypes: Readonly<Record<string, string>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
};

export const allowedTypes: readonly string[] = [...Object.keys(imageTypes), ...Object.keys(importTypes)];

export const isImage = (mimeType: string): boolean => Object.hasOwn(imageTypes, mimeType);

export const isImport = (mimeType: string): boolean => Object.hasOwn(importTypes, mimeType);

/** Where a new file lies in the store of media. Only what is below `images/` is ever served. */
export function keyOf(uploadId: string, mimeType: string): string {
  const folder = isImage(mimeType) ? 'images' : 'imports';
  return `${folder}/${uploadId}.${imageTypes[mimeType] ?? importTypes[mimeType]}`;
}
