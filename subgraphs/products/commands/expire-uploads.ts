import { workOnRows } from '@soko/subgraph';
import type { ProductsServices } from '../services.ts';
import { findOverdueUploads, markExpired } from '../store/uploads.ts';
import { confirmUpload } from './confirm-upload.ts';

/** `PENDING → EXPIRED` for uploads whose time is over, unless their file has arrived. */
export async function expireUploads(services: Pick<ProductsServices, 'media' | 'db' | 'now'>): Promise<void> {
  await workOnRows({
    batch: 200,
    find: (limit, except) => findOverdueUploads(services.db, { now: services.now(), limit, except }),
    keyOf: ({ id }) => id,
    async work(upload) {
      const confirmed = await confirmUpload(services, upload);
      if ('problem' in confirmed) await markExpired(services.db, upload.id);
    },
  });
}
