import { requireRole } from '@soko/auth';
import { idempotencyMismatch, notFound } from '@soko/errors';
import { readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import type { WalletsContext } from '../../context.ts';
import type { FeedImport } from '../../domain/feed/feed-import.ts';
import { maxFileBytes } from '../../domain/feed/file-parts.ts';
import {
  feedImportNotStopped,
  type FeedImportNotStopped,
  tooManyFeedFiles,
  type TooManyFeedFiles,
} from '../../domain/feed/refusals.ts';
import { addFileImport, countOpenFiles, resumeFileImport } from '../../store/feed/files.ts';
import { findImport } from '../../store/feed/imports.ts';
import { feedUploadLink } from '../../store/feed/upload-link.ts';

/** Time in which a file must arrive, in milliseconds. */
export const uploadMs = 3_600_000;

/** Files of one person that may wait or be at work at the same time. */
const maxOpenFiles = 10;

export interface FeedUpload {
  importId: string;
  url: string;
  expiresAt: Date;
  maxBytes: number;
}

/** Prepares the import of a file: it begins by itself once the file has arrived. A repeat returns the same import. */
export async function uploadFeed(
  { viewer, pool, settings, now }: WalletsContext,
  input: { idempotencyKey: string; acceptGap?: boolean | undefined },
): Promise<FeedUpload | TooManyFeedFiles> {
  const { id: actorId } = requireRole(viewer, 'TRADER');
  const idempotencyKey = readIdempotencyKey(input.idempotencyKey);
  const acceptGap = input.acceptGap ?? false;
  if ((await countOpenFiles(pool, { actorId, idempotencyKey })) >= maxOpenFiles) return tooManyFeedFiles(maxOpenFiles);
  const wanted = { id: newId('fim'), acceptGap, actorId, idempotencyKey, startedAt: now() };
  const { id: importId, startedAt, ...saved } = await addFileImport(pool, wanted);
  if (saved.acceptGap !== acceptGap) throw idempotencyMismatch();
  const expiresAt = new Date(startedAt.getTime() + uploadMs);
  const url = feedUploadLink(settings.sealKeys, settings.publicUrl, importId, expiresAt);
  return { importId, url, expiresAt, maxBytes: maxFileBytes };
}

/** Has the import of a file go on that stopped at missing lines. */
export async function resumeFeedImport(
  { viewer, pool, now, feedFiles }: WalletsContext,
  { importId, acceptGap = false }: { importId: string; acceptGap?: boolean | undefined },
): Promise<FeedImport | FeedImportNotStopped> {
  requireRole(viewer, 'TRADER');
  const isResumed = await resumeFileImport(pool, importId, acceptGap, now());
  const found = await findImport(pool, importId);
  if (found === null) throw notFound('The import');
  if (!isResumed) return feedImportNotStopped(found.status);
  feedFiles.wake();
  return found;
}
