import { workOnRows } from '@soko/subgraph';
import type { ProductsServices } from '../services.ts';
import { checkUploads, deleteUpload } from '../store/unused-files.ts';

const batch = 200;

const dayMs = 86_400_000;

/**
 * Job: removes the files that nothing uses any more, with their uploads, in batches until none is due. Each file is checked
 * `keepDays` after its upload, and again and again after as many days.
 */
export async function removeUnusedFiles(
  { pool, media, now }: Pick<ProductsServices, 'pool' | 'media' | 'now'>,
  keepDays: number,
): Promise<void> {
  await workOnRows({
    batch,
    find(limit) {
      const at = now();
      return checkUploads(pool, { now: at, before: new Date(at.getTime() - keepDays * dayMs), limit });
    },
    keyOf: ({ id }) => id,
    async work({ id, key, isUsed }) {
      if (isUsed) return;
      await media.remove(key);
      await deleteUpload(pool, id);
    },
  });
}
