import { confirmFile } from '@soko/media';
import { inspectPicture } from '@soko/media/pictures';
import { keptKey, type Picture } from '../domain/picture.ts';
import type { ChatServices } from '../services.ts';
import { findPictures, markUploaded } from '../store/pictures.ts';

/** Result of checking the file of a picture. `isNew` is false if another file of it had arrived before. */
export type Confirmation = { isNew: boolean } | { problem: string };

const removed = 'The picture was removed, because no message used it in time. Upload it again.';

/** `PENDING → UPLOADED` if the file has arrived and is a picture of the announced type and size. */
export async function confirmPicture(
  { media, pool, now }: Pick<ChatServices, 'media' | 'pool' | 'now'>,
  picture: Picture,
): Promise<Confirmation> {
  if (picture.status === 'REMOVED') return { problem: removed };
  if (picture.status !== 'PENDING') return { isNew: false };
  const { id, mimeType } = picture;
  return confirmFile(media, {
    upload: picture,
    picture: mimeType,
    inspect: (head) => inspectPicture(head, mimeType),
    keptKey: (fingerprint) => keptKey(id, fingerprint),
    async findArrived() {
      const [latest] = await findPictures(pool, [id]);
      return latest?.status === 'UPLOADED' ? latest : null;
    },
    async save(file) {
      const saved = await markUploaded(pool, id, file, now());
      return saved === null || saved.status === 'REMOVED' ? { problem: removed } : saved;
    },
  });
}
