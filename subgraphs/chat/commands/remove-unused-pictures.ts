import type { ChatServices } from '../services.ts';
import { deletePictures, takeUnused } from '../store/pictures.ts';

/** Job: removes the files of pictures that no message has, in batches until none is left. */
export async function removeUnusedPictures({
  pool,
  media,
  now,
}: Pick<ChatServices, 'pool' | 'media' | 'now'>): Promise<void> {
  for (;;) {
    const unused = await takeUnused(pool, now());
    for (const { key } of unused) await media.remove(key);
    await deletePictures(
      pool,
      unused.map(({ id }) => id),
    );
    if (unused.length < 200) return;
  }
}
