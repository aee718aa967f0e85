import type { Logger } from '@soko/log';
import { removeOrphans as removeFiles } from '@soko/media';
import { folders } from '../domain/file-types.ts';
import type { ProductsServices } from '../services.ts';
import { findNamed } from '../store/unused-files.ts';

/** Job: removes files of uploads that no row has named for this time. */
export const removeOrphans = (
  { pool, media, now, log }: Pick<ProductsServices, 'pool' | 'media' | 'now'> & { log: Logger },
  keepMs: number,
): Promise<void> =>
  removeFiles({
    store: media,
    folders,
    idPrefix: 'upl',
    findNamed: (files) => findNamed(pool, files),
    before: new Date(now().getTime() - keepMs),
    log,
  });
