import { type IdPrefix, isId } from '@soko/ids';
import type { Logger } from '@soko/log';
import type { MediaStore } from './media-store.ts';

/** A stored file, and the upload whose id its name begins with. */
export interface FileOfUpload {
  key: string;
  uploadId: string;
}

export interface OrphanSearch {
  store: Pick<MediaStore, 'list' | 'remove'>;
  /** Folders of keys in which nobody else keeps files, such as `chat/pictures/`. */
  folders: readonly string[];
  /** Prefix of the ids of uploads. Files without such an id are left alone. */
  idPrefix: IdPrefix;
  /** Those of the keys that a row names, and those that one may name yet, because its upload still waits for its file. */
  findNamed(files: readonly FileOfUpload[]): Promise<readonly string[]>;
  /** Files that were written later are left alone. */
  before: Date;
  log: Logger;
}

/** Some files could not be removed. All others were. */
export class FilesFailed extends AggregateError {
  override readonly name = 'FilesFailed';
}

/** Length of an id: a prefix of three letters, `_` and a UUID. The fingerprint or the extension of a file follows it. */
const idLength = 40;

const uploadIdOf = (key: string): string => {
  const start = key.lastIndexOf('/') + 1;
  return key.slice(start, start + idLength);
};

/** The database may be that of another installation, or one that is not restored yet. */
export class StoreUnknown extends Error {
  override readonly name = 'StoreUnknown';
}

/** Files that one call removes at most. */
const maxOrphans = 10_000;

/** A crash leaves a file or two. This many are removed even when rows name fewer, as in a shop with few files. */
const maxUnexplained = 100;

/** The files of uploads that no row names, how many there are in all, and how many files rows name. */
async function findOrphans({ store, folders, idPrefix, findNamed, before }: OrphanSearch) {
  const orphans: string[] = [];
  let [old, known] = [0, 0];
  for (const folder of folders) {
    for await (const listed of store.list(folder)) {
      const files = listed
        .map(({ key, changedAt }) => ({ key, changedAt, uploadId: uploadIdOf(key) }))
        .filter(({ uploadId }) => isId(idPrefix, uploadId));
      if (files.length === 0) continue;
      const named = new Set(await findNamed(files));
      known += named.size;
      const left = files.filter(({ key, changedAt }) => changedAt < before && !named.has(key));
      old += left.length;
      orphans.push(...left.slice(0, maxOrphans - orphans.length).map(({ key }) => key));
    }
  }
  return { orphans, old, known };
}

/**
 * Removes the files of uploads that no row names: what a process left that ended while it checked a file, and what arrived at
 * the URL of an upload that had its file already. An upload that waits for its file keeps all of its files, whatever their
 * age, and one that does not wait any more never takes another: so none is removed that is, or will be, in use. Nothing is
 * removed when there are more of them than rows name, and more than a few: these are the files of another installation.
 */
export async function removeOrphans(search: OrphanSearch): Promise<void> {
  const { orphans, old, known } = await findOrphans(search);
  if (old > maxUnexplained && old > known) {
    throw new StoreUnknown(
      `The database names ${known} of the files in ${search.folders.join(', ')}, and ${old} old ones it does not: nothing was removed. ` +
        'Check that the database and the store of files belong to one installation.',
    );
  }
  const failed: unknown[] = [];
  for (const key of orphans) await search.store.remove(key).catch((error: unknown) => void failed.push(error));
  const removed = orphans.length - failed.length;
  if (removed > 0)
    search.log.info({ removed, named: known, folders: search.folders }, 'removed files that no row names');
  if (failed.length > 0)
    throw new FilesFailed(failed, `${failed.length} files could not be removed: ${String(failed[0])}`);
}
