import { unauthenticated } from '@soko/errors';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import { type DataExport, dataExportRules } from '../domain/data-export.ts';
import { dataExportTooSoon } from '../domain/refusals.ts';
import { addDataExport, findNewestExport } from '../store/data-exports.ts';
import { inTransaction } from '../store/database.ts';
import { findUser, lockUser } from '../store/users.ts';
import { viewerId } from './viewers-account.ts';

/** Has the viewer's data gathered, once a day. Somebody who is suspended may have it as well. */
export async function requestDataExport(
  context: UsersContext,
): Promise<DataExport | ReturnType<typeof dataExportTooSoon>> {
  const userId = viewerId(context);
  return inTransaction(context.db, async (tx) => {
    await lockUser(tx, userId);
    const user = await findUser(tx, userId);
    if (user === null || user.status === 'ERASED') throw unauthenticated();
    const createdAt = context.now();
    const last = await findNewestExport(tx, userId);
    const availableAt = new Date((last?.createdAt.getTime() ?? 0) + dataExportRules.everyMs);
    if (last !== null && availableAt > createdAt) return dataExportTooSoon(last, availableAt);
    const dataExport: DataExport = {
      id: newId('exp'),
      userId,
      status: 'PENDING',
      createdAt,
      completedAt: null,
      expiresAt: null,
    };
    await addDataExport(tx, dataExport);
    return dataExport;
  });
}
