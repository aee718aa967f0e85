import { confirmFile } from '@soko/media';
import { isPicture } from '@soko/media/pictures';
import { keptKey } from '../domain/file-types.ts';
import { inspectFile } from '../domain/inspect-file.ts';
import type { Upload } from '../domain/upload.ts';
import type { ProductsServices } from '../services.ts';
import { findUpload, markUploaded } from '../store/uploads.ts';

/** Result of checking the file of an upload. `isNew` is false if another file of the upload had arrived before. */
export type Confirmation = { upload: Upload; isNew: boolean } | { problem: string };

/**
 * `PENDING → UPLOADED` if the file has arrived and matches its announced type and size. It moves to a key of its own, so
 * that no later file can replace what was checked. A file that does not match is removed: another one can be sent.
 */
export async function confirmUpload(
  { media, db, now }: Pick<ProductsServices, 'media' | 'db' | 'now'>,
  upload: Upload,
): Promise<Confirmation> {
  if (upload.status === 'UPLOADED') return { upload, isNew: false };
  const { id, mimeType, purpose } = upload;
  return confirmFile(media, {
    upload,
    picture: purpose !== 'DIGITAL_GOODS' && isPicture(mimeType) ? mimeType : null,
    inspect: (head) => inspectFile(head, upload),
    keptKey: (fingerprint) => keptKey(upload, fingerprint),
    async findArrived() {
      const latest = await findUpload(db, id);
      return latest?.status === 'UPLOADED' ? latest : null;
    },
    // The announced size stays: it counts for the owner's share.
    save: ({ key, width, height }) => markUploaded(db, id, { key, width, height }, now()),
  });
}
