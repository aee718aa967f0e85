import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { UsersServices } from '../context.ts';
import { type DataExport, dataExportRules } from '../domain/data-export.ts';
import { isReachable } from '../domain/user.ts';
import { exportLink } from '../secrets/export-link.ts';
import { completeExport, findPendingExports } from '../store/data-exports.ts';
import { inTransaction } from '../store/database.ts';
import { readPersonalData } from '../store/personal-data.ts';
import { tell } from '../store/tell.ts';
import { findUser } from '../store/users.ts';

const batch = 20;

type Services = Pick<UsersServices, 'db' | 'digest' | 'sealKey' | 'settings' | 'now'>;

const trailOf = ({ now }: Services) => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service' as const, id: 'users' },
  now,
});

/** Gathers one export and has its owner told where it is. */
async function gather(services: Services, { id, userId }: DataExport): Promise<void> {
  const { db, digest, sealKey, settings, now } = services;
  const content = await readPersonalData(db, userId);
  const completedAt = now();
  const expiresAt = new Date(completedAt.getTime() + dataExportRules.lifetimeMs);
  await inTransaction(db, async (tx) => {
    if (!(await completeExport(tx, id, { content, completedAt, expiresAt }))) return;
    const user = await findUser(tx, userId);
    if (user === null || !isReachable(user)) return;
    const { email, locale, version } = user;
    const downloadUrl = seal(sealKey, 'data-export', exportLink(digest, settings.publicUrl, id));
    const data = { exportId: id, email, locale, downloadUrl, expiresAt: expiresAt.toISOString() };
    const fact = { subject: userId, sequence: version, data };
    await tell(tx, [newEvent(usersUser, 'data_export_ready', fact, trailOf(services))]);
  });
}

/** Gathers the exports that wait. Run by one process at a time. */
export async function gatherDataExports(services: Services): Promise<void> {
  for (const waiting of await findPendingExports(services.db, batch)) await gather(services, waiting);
}
