import { workOnRows } from '@soko/subgraph';
import type { ChatServices } from '../services.ts';
import { deletePicture, takeUnused } from '../store/pictures.ts';

/** Job: removes the files of pictures that no message has, in batches until none is left. */
export async function removeUnusedPictures({
  pool,
  media,
  now,
}: Pick<ChatServices, 'pool' | 'media' | 'now'>): Promise<void> {
  await workOnRows({
    batch: 200,
    find: (limit, except) => takeUnused(pool, { now: now(), limit, except }),
    keyOf: ({ id }) => id,
    async work({ id, key }) {
      await media.remove(key);
      await deletePicture(pool, id);
    },
  });
}
