import { removeMetadata } from './metadata/remove-metadata.ts';
import type { ArrivedFile } from './media-store.ts';

const replaced = { problem: 'The file was replaced while it was checked. Send it again.' };

/**
 * Moves a file that was checked to its final key: a picture of the type `picture` without what its camera wrote about place,
 * time and device, any other file as it is. Returns the size that it has then in bytes. A damaged picture is removed, and its
 * problem is returned.
 */
export async function keepChecked(
  file: ArrivedFile,
  key: string,
  picture: string | null,
): Promise<{ size: number } | { problem: string }> {
  if (picture === null) return (await file.keep(key)) ? { size: file.size } : replaced;
  const content = await file.content();
  if (content === null) return replaced;
  const result = removeMetadata(content, picture);
  if ('problem' in result) {
    await file.drop();
    return result;
  }
  const { cleaned } = result;
  return (await file.keep(key, { content: cleaned, mimeType: picture })) ? { size: cleaned.length } : replaced;
}
