import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { ProductsContext } from '../context.ts';

/** Support allows the buyer of a line all downloads again. Those that began stay recorded. */
export async function resetDownloads({ viewer, db }: ProductsContext, { lineId }: { lineId: string }) {
  requireRole(viewer, 'SUPPORT');
  const { count } = await db.digitalDownload.updateMany({ where: { lineId }, data: { counts: false } });
  if (count === 0) throw notFound('A download of this line');
  return { __typename: 'DownloadsReset' as const, lineId };
}
