import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import type { Logger } from '@soko/log';
import { isRefusal } from '@soko/refusals';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type { FeedFileImport } from '../../domain/feed/feed-import.ts';
import type { WalletsServices } from '../../services.ts';
import { advanceFileImport, claimFileImports, expireFiles, findFilePart, forgetFile } from '../../store/feed/files.ts';
import { endImport } from '../../store/feed/imports.ts';
import { importLines, type ImportServices } from './import-lines.ts';
import { uploadMs } from './upload-feed.ts';

/** Time after which another process goes on with a file whose process died, in milliseconds: longer than a part takes. */
const leaseMs = 60_000;

/** Pause before a line that waits for an earlier settlement of its market is tried again. */
const busyMs = 1_000;

/** Time for which the file of an import is kept that stopped at missing lines. */
const keepMs = 7 * 86_400_000;

export interface FeedFileWorker extends DueWorker {
  /** `runDue` in the background. */
  wake(): void;
}

interface Services extends ImportServices {
  now: () => Date;
  log: Logger;
}

const trailOf = ({ now }: Services, { actorId }: FeedFileImport): EventTrail => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'user', id: actorId },
  now,
});

/** Applies the part at which the file is. The result is how far it is then; null when nothing more is to do now. */
async function takePart(services: Services, file: FeedFileImport, trail: EventTrail): Promise<FeedFileImport | null> {
  const { pool, now } = services;
  const after = (ms: number): Date => new Date(now().getTime() + ms);
  const part = await findFilePart(pool, file, file.nextLine);
  if (part === null) {
    await endImport(pool, file.id, 'DONE', null, now());
    await forgetFile(pool, file);
    return null;
  }
  const { id: importId, acceptGap, nextLine: from, unreadable } = file;
  const options = { trail, importId, acceptGap, from, unreadable, firstLine: part.firstLine };
  const result = await importLines(services, part.text, options);
  if (isRefusal(result) && result.__typename === 'FeedGap') {
    await endImport(pool, importId, 'GAP', result, now());
    return null;
  }
  if (isRefusal(result)) {
    await advanceFileImport(pool, file, from, after(busyMs));
    return null;
  }
  const moved = await advanceFileImport(pool, file, part.firstLine + part.lines, after(leaseMs));
  return moved && { ...file, ...moved };
}

async function importFile(services: Services, file: FeedFileImport, isOpen: () => boolean): Promise<void> {
  const trail = trailOf(services, file);
  try {
    let current: FeedFileImport | null = file;
    while (current !== null && isOpen()) current = await takePart(services, current, trail);
    // Another process goes on at once.
    if (current !== null) await advanceFileImport(services.pool, current, current.nextLine, services.now());
  } catch (error) {
    services.log.warn({ err: error, import: file.id }, 'could not go on with a file of a feed; retrying');
  }
}

/** Imports uploaded files of feeds, one at a time. A file whose process died is continued at its next line. */
export function createFeedFileWorker(services: Services): FeedFileWorker {
  let isOpen = true;
  const worker = createDueWorker<FeedFileImport>({
    atOnce: 1,
    claim(limit) {
      const now = services.now();
      return claimFileImports(services.pool, limit, now, new Date(now.getTime() + leaseMs));
    },
    run: (file) => importFile(services, file, () => isOpen),
  });
  return {
    runDue: () => worker.runDue(),
    close() {
      isOpen = false;
      return worker.close();
    },
    wake() {
      worker.runDue().catch((error: unknown) => services.log.error({ err: error }, 'could not import files; retrying'));
    },
  };
}

/** Ends imports whose file did not arrive in time, and forgets files that are of no more use. */
export const expireFeedFiles = ({ pool, now }: Pick<WalletsServices, 'pool' | 'now'>): Promise<void> => {
  const at = now();
  const [startedBefore, forgetBefore] = [uploadMs, keepMs].map((ms) => new Date(at.getTime() - ms)) as [Date, Date];
  return expireFiles(pool, { startedBefore, forgetBefore, now: at });
};
