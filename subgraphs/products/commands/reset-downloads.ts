import { requireRole } from '@soko/auth';
import type { ProductsContext } from '../context.ts';
import { nothingDownloaded } from '../domain/refusals.ts';

/** Support allows the buyer of a line all downloads again. Those that began stay recorded. */
export async function resetDownloads({ viewer, db }: ProductsContext, { lineId }: { lineId: string }) {
  requireRole(viewer, 'SUPPORT');
  const { count } = await db.digitalDownload.updateMany({ where: { lineId }, data: { counts: false } });
  return count === 0 ? nothingDownloaded() : { lineId };
}
