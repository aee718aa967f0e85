import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { seal } from '@soko/seal';
import { workOnRows } from '@soko/subgraph';
import { type DataExport, dataExportRules } from '../domain/data-export.ts';
import { isReachable } from '../domain/user.ts';
import { exportLink } from '../secrets/export-link.ts';
import type { UsersServices } from '../services.ts';
import { completeExport, findPendingExports } from '../store/data-exports.ts';
import { readPersonalData } from '../store/personal-data.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { findUser } from '../store/users.ts';

type Services = Pick<UsersServices, 'db' | 'digest' | 'readElsewhere' | 'sealKeys' | 'settings' | 'now'>;

const trailOfJob = ({ now }: Services) => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service' as const, id: 'users' },
  now,
});

/** Collects the data of one export. The event makes notifications send the link to the owner. */
async function gatherDataExport(services: Services, { id, userId }: DataExport): Promise<void> {
  const { db, digest, readElsewhere, sealKeys, settings, now } = services;
  const trail = trailOfJob(services);
  const elsewhere = await readElsewhere(userId, trail.correlationId);
  const content = { ...(await readPersonalData(db, userId)), ...elsewhere } as Prisma.InputJsonObject;
  const completedAt = now();
  const expiresAt = new Date(completedAt.getTime() + dataExportRules.lifetimeMs);
  await prismaTransaction(db, async (tx) => {
    if (!(await completeExport(tx, id, { content, completedAt, expiresAt }))) return;
    const user = await findUser(tx, userId);
    if (user === null || !isReachable(user)) return;
    const { email, locale, version } = user;
    const downloadUrl = seal(sealKeys, 'data-export', exportLink(digest, settings.publicUrl, id));
    const data = { exportId: id, email, locale, downloadUrl, expiresAt: expiresAt.toISOString() };
    const fact = { subject: userId, sequence: version, data };
    await tellWithPrisma(tx, [newEvent(usersUser, 'data_export_ready', fact, trail)]);
  });
}

/** Job: completes pending data exports, oldest first. */
export async function gatherDataExports(services: Services): Promise<void> {
  await workOnRows({
    batch: 20,
    find: (limit, except) => findPendingExports(services.db, limit, except),
    keyOf: ({ id }) => id,
    work: (pending) => gatherDataExport(services, pending),
  });
}
