import { requireUser } from '@soko/auth';
import { unauthenticated } from '@soko/errors';
import { newId } from '@soko/ids';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import { type DataExport, dataExportRules } from '../domain/data-export.ts';
import { dataExportTooSoon } from '../domain/refusals.ts';
import { findNewestExport, insertDataExport } from '../store/data-exports.ts';
import { findUser, lockUser } from '../store/users.ts';

/** Requests an export of the viewer's data, once every 24 hours, and again after one that failed. Suspended users may request one as well. */
export async function requestDataExport(
  context: UsersContext,
): Promise<DataExport | ReturnType<typeof dataExportTooSoon>> {
  const { id: userId } = requireUser(context.viewer);
  return prismaTransaction(context.db, async (tx) => {
    await lockUser(tx, userId);
    const user = await findUser(tx, userId);
    if (user === null || user.status === 'ERASED') throw unauthenticated();
    const createdAt = context.now();
    const previous = await findNewestExport(tx, userId);
    const availableAt = new Date((previous?.createdAt.getTime() ?? 0) + dataExportRules.intervalMs);
    if (previous !== null && previous.status !== 'FAILED' && availableAt > createdAt)
      return dataExportTooSoon(previous, availableAt);
    const facts = { id: newId('exp'), userId, createdAt };
    const dataExport: DataExport = { ...facts, status: 'PENDING', completedAt: null, expiresAt: null };
    await insertDataExport(tx, dataExport);
    return dataExport;
  });
}
