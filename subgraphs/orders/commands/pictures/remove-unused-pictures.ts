import { workOnRows } from '@soko/subgraph';
import type { OrdersServices } from '../../services.ts';
import { deletePicture, takeUnused } from '../../store/pictures/pictures.ts';

/** Job: removes the files of pictures that no return and no dispute has, in batches until none is left. */
export async function removeUnusedPictures({
  pool,
  casePictures,
  now,
}: Pick<OrdersServices, 'pool' | 'casePictures' | 'now'>): Promise<void> {
  await workOnRows({
    batch: 200,
    find: (limit, except) => takeUnused(pool, { now: now(), limit, except }),
    keyOf: ({ id }) => id,
    async work({ id, key }) {
      await casePictures.media.remove(key);
      await deletePicture(pool, id);
    },
  });
}
