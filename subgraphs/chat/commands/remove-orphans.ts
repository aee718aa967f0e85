import type { Logger } from '@soko/log';
import { removeOrphans as removeFiles } from '@soko/media';
import { incomingFolder, keptFolder } from '../domain/picture.ts';
import type { ChatServices } from '../services.ts';
import { findNamed } from '../store/pictures.ts';

/** Job: removes files of pictures that no row has named for this time. */
export const removeOrphans = (
  { pool, media, now, log }: Pick<ChatServices, 'pool' | 'media' | 'now'> & { log: Logger },
  keepMs: number,
): Promise<void> =>
  removeFiles({
    store: media,
    folders: [incomingFolder, keptFolder],
    idPrefix: 'pic',
    findNamed: (files) => findNamed(pool, files),
    before: new Date(now().getTime() - keepMs),
    log,
  });
