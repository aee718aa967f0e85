import { keepChecked } from '@soko/media';
import { isPicture, maxInspectedBytes } from '@soko/media/pictures';
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
  const { id } = upload;
  const file = await media.arrived(upload.key, maxInspectedBytes);
  if (file === null) {
    const latest = await findUpload(db, id);
    return latest?.status === 'UPLOADED'
      ? { upload: latest, isNew: false }
      : { problem: 'The file has not arrived yet.' };
  }
  const inspection =
    file.size === upload.size
      ? inspectFile(file.head, upload)
      : { problem: `The file has ${file.size} bytes, but ${upload.size} were announced.` };
  if ('problem' in inspection) {
    await file.drop();
    return inspection;
  }
  const key = keptKey(upload, file.fingerprint);
  const isShown = upload.purpose !== 'DIGITAL_GOODS' && isPicture(upload.mimeType);
  const kept = await keepChecked(file, key, isShown ? upload.mimeType : null);
  if ('problem' in kept) return kept;
  const saved = await markUploaded(db, id, { ...inspection, key }, now());
  if (saved.key !== key) await media.remove(key);
  return { upload: saved, isNew: saved.key === key };
}
