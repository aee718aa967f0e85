import type { ProductsServices } from '../context.ts';
import { inspectedBytes, inspectFile } from '../domain/inspect-file.ts';
import type { Upload } from '../domain/upload.ts';
import { markUploaded } from '../store/uploads.ts';

/** What became of looking for an upload's file. */
export type Confirmation = { upload: Upload } | { problem: string };

/**
 * `PENDING → UPLOADED`, if the file is there and is what it was said to be. A file that is not is removed, and its
 * place waits for another.
 */
export async function confirmUpload(
  { media, db, now }: Pick<ProductsServices, 'media' | 'db' | 'now'>,
  upload: Upload,
): Promise<Confirmation> {
  if (upload.status === 'UPLOADED') return { upload };
  const stored = await media.peek(upload.key, inspectedBytes);
  if (stored === null) return { problem: 'The file has not arrived yet.' };
  const inspection = inspectFile(stored.head, upload.mimeType);
  const problem =
    stored.size === upload.size
      ? inspection.sound
        ? null
        : inspection.problem
      : `It has ${stored.size} bytes where ${upload.size} were announced.`;
  if (problem !== null || !inspection.sound) {
    await media.remove(upload.key);
    return { problem: problem ?? 'It is not what it was said to be.' };
  }
  const { width, height } = inspection;
  return { upload: await markUploaded(db, upload.id, { width, height }, now()) };
}
