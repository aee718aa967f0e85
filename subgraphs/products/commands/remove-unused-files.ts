import type { ProductsServices } from '../services.ts';
import { checkUploads, deleteUploads } from '../store/unused-files.ts';

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
  for (;;) {
    const at = now();
    const before = new Date(at.getTime() - keepDays * dayMs);
    const checked = await checkUploads(pool, { now: at, before, limit: batch });
    const unused = checked.filter(({ isUsed }) => !isUsed);
    for (const { key } of unused) await media.remove(key);
    await deleteUploads(
      pool,
      unused.map(({ id }) => id),
    );
    if (checked.length < batch) return;
  }
}
