import { type Confirmation, confirmPicture as confirm } from '@soko/media';
import { keptKey, type Picture } from '../../domain/pictures/picture.ts';
import type { OrdersServices } from '../../services.ts';
import { findPictures, markUploaded } from '../../store/pictures/pictures.ts';

/** `PENDING → UPLOADED` if the file has arrived and is a picture of the announced type and size. */
export const confirmPicture = (
  { casePictures: { media }, pool, now }: Pick<OrdersServices, 'casePictures' | 'pool' | 'now'>,
  picture: Picture,
): Promise<Confirmation> =>
  confirm(media, picture, {
    keptKey,
    find: async (id) => (await findPictures(pool, [id]))[0] ?? null,
    save: (id, file) => markUploaded(pool, id, file, now()),
  });
