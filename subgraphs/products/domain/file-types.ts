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

/** The key of a new file in the media store. Only files below `images/` are served. */
export function keyOf(uploadId: string, mimeType: string): string {
  const folder = isImage(mimeType) ? 'images' : 'imports';
  return `${folder}/${uploadId}.${imageTypes[mimeType] ?? importTypes[mimeType]}`;
}
