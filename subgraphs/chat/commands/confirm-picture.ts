import { type Confirmation, confirmPicture as confirm } from '@soko/media';
import { keptKey, type Picture } from '../domain/picture.ts';
import type { ChatServices } from '../services.ts';
import { findPictures, markUploaded } from '../store/pictures.ts';

/** `PENDING → UPLOADED` if the file has arrived and is a picture of the announced type and size. */
export const confirmPicture = (
  { media, pool, now }: Pick<ChatServices, 'media' | 'pool' | 'now'>,
  picture: Picture,
): Promise<Confirmation> =>
  confirm(media, picture, {
    keptKey,
    find: async (id) => (await findPictures(pool, [id]))[0] ?? null,
    save: (id, file) => markUploaded(pool, id, file, now()),
  });
