import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import type { FeedBusy, FeedGap } from '../../domain/feed/refusals.ts';
import { type FeedReport, importLines } from './import-lines.ts';

/** Limits of one import: it answers within seconds. */
const maxLines = 1_000;
const maxCharacters = 500_000;

/** Applies lines of a feed that a trader sends. */
export async function importFeed(
  context: WalletsContext,
  { lines, acceptGap = false }: { lines: string; acceptGap?: boolean | undefined },
): Promise<FeedReport | FeedGap | FeedBusy> {
  requireRole(context.viewer, 'TRADER');
  if (lines.length > maxCharacters)
    throw badUserInput('The text must have at most 500,000 characters. Send it in parts.', 'lines');
  const count = lines.split('\n').filter((line) => line.trim() !== '').length;
  if (count < 1 || count > maxLines)
    throw badUserInput('The text must have 1 to 1,000 lines. Send it in parts.', 'lines');
  return importLines(context, lines, { trail: context.trail, acceptGap });
}
