import { removeOrphans as removeFiles } from '@soko/media';
import { incomingFolder, keptFolder } from '../../domain/pictures/picture.ts';
import type { OrdersServices } from '../../services.ts';
import { findNamed } from '../../store/pictures/pictures.ts';

/** Job: removes files of pictures that no row has named for this time. */
export const removeOrphans = (
  { pool, casePictures, now, log }: Pick<OrdersServices, 'pool' | 'casePictures' | 'now' | 'log'>,
  keepMs: number,
): Promise<void> =>
  removeFiles({
    store: casePictures.media,
    folders: [incomingFolder, keptFolder],
    idPrefix: 'cpi',
    findNamed: (files) => findNamed(pool, files),
    before: new Date(now().getTime() - keepMs),
    log,
  });
