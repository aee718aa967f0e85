import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { newId } from '@soko/ids';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import type { FeedBusy, FeedGap } from '../../domain/feed/refusals.ts';
import type { WalletsServices } from '../../services.ts';
import { addImport, endImport, endInterruptedImports } from '../../store/feed/imports.ts';
import { type FeedReport, importLines } from './import-lines.ts';

/** Limits of one import: it answers within seconds. */
const maxLines = 1_000;
const maxCharacters = 500_000;

type Recorded<Result> = Result & { importId: string };

/** Applies lines of a feed that a trader sends, and keeps a record of it. */
export async function importFeed(
  context: WalletsContext,
  { lines, acceptGap = false }: { lines: string; acceptGap?: boolean | undefined },
): Promise<Recorded<FeedReport | FeedGap | FeedBusy>> {
  const { id: actorId } = requireRole(context.viewer, 'TRADER');
  if (lines.length > maxCharacters)
    throw badUserInput('The text must have at most 500,000 characters. Send it in parts.', 'lines');
  const count = lines.split('\n').filter((line) => line.trim() !== '').length;
  if (count < 1 || count > maxLines)
    throw badUserInput('The text must have 1 to 1,000 lines. Send it in parts.', 'lines');
  const { pool, trail } = context;
  const importId = newId('fim');
  await addImport(pool, { id: importId, lines: count, acceptGap, actorId, startedAt: trail.now() });
  const result = await importLines(context, lines, { trail, acceptGap, importId });
  const gap = isRefusal(result) && result.__typename === 'FeedGap' ? result : null;
  await endImport(pool, importId, isRefusal(result) ? (gap === null ? 'BUSY' : 'GAP') : 'DONE', gap, trail.now());
  return { ...result, importId };
}

/** An import whose lines stand still for longer belongs to a process that died. */
const interruptedAfterMs = 300_000;

/** Ends the records of imports whose process died. Their lines can be sent again. */
export const closeInterruptedImports = ({ pool, now }: Pick<WalletsServices, 'pool' | 'now'>): Promise<void> =>
  endInterruptedImports(pool, new Date(now().getTime() - interruptedAfterMs), now());
