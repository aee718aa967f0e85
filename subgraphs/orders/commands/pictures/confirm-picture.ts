import { keepChecked } from '@soko/media';
import { inspectPicture, maxInspectedBytes } from '@soko/media/pictures';
import { keptKey, type Picture } from '../../domain/pictures/picture.ts';
import type { OrdersServices } from '../../services.ts';
import { findPictures, markUploaded } from '../../store/pictures/pictures.ts';

/** Result of checking the file of a picture. `isNew` is false if another file of it had arrived before. */
export type Confirmation = { isNew: boolean } | { problem: string };

const removed = 'The picture was removed, because nothing used it in time. Upload it again.';

/**
 * `PENDING → UPLOADED` if the file has arrived and is a picture of the announced type and size. It moves to a key of its own,
 * so that no later file can replace what was checked.
 */
export async function confirmPicture(
  { casePictures: { media }, pool, now }: Pick<OrdersServices, 'casePictures' | 'pool' | 'now'>,
  picture: Picture,
): Promise<Confirmation> {
  if (picture.status === 'REMOVED') return { problem: removed };
  if (picture.status !== 'PENDING') return { isNew: false };
  const { id, size, mimeType } = picture;
  const file = await media.arrived(picture.key, maxInspectedBytes);
  if (file === null) {
    const [latest] = await findPictures(pool, [id]);
    return latest?.status === 'UPLOADED' ? { isNew: false } : { problem: 'The file has not arrived yet.' };
  }
  const inspection =
    file.size === size
      ? inspectPicture(file.head, mimeType)
      : { problem: `The file has ${file.size} bytes, but ${size} were announced.` };
  if ('problem' in inspection) {
    await file.drop();
    return inspection;
  }
  const key = keptKey(id, file.fingerprint);
  const kept = await keepChecked(file, key, mimeType);
  if ('problem' in kept) return kept;
  const saved = await markUploaded(pool, id, { ...inspection, ...kept, key }, now());
  if (saved?.key !== key) await media.remove(key);
  return saved === null || saved.status === 'REMOVED' ? { problem: removed } : { isNew: saved.key === key };
}
