import { maxInspectedBytes, inspectFile } from '../domain/inspect-file.ts';
import type { Upload } from '../domain/upload.ts';
import type { ProductsServices } from '../services.ts';
import { markUploaded } from '../store/uploads.ts';

/** Result of checking the file of an upload. */
export type Confirmation = { upload: Upload } | { problem: string };

/**
 * `PENDING → UPLOADED` if the file has arrived and matches its announced type and size. A file that does not match is
 * removed, so that another one can be sent.
 */
export async function confirmUpload(
  { media, db, now }: Pick<ProductsServices, 'media' | 'db' | 'now'>,
  upload: Upload,
): Promise<Confirmation> {
  if (upload.status === 'UPLOADED') return { upload };
  const stored = await media.peek(upload.key, maxInspectedBytes);
  if (stored === null) return { problem: 'The file has not arrived yet.' };
  const inspection =
    stored.size === upload.size
      ? inspectFile(stored.head, upload.mimeType)
      : { problem: `The file has ${stored.size} bytes, but ${upload.size} were announced.` };
  if ('problem' in inspection) {
    await media.remove(upload.key);
    return inspection;
  }
  return { upload: await markUploaded(db, upload.id, inspection, now()) };
}
