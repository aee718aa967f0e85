import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { seal } from '@soko/seal';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { dataExportRules, type ExportQuestion, nextQuestion, nextTryAt } from '../domain/data-export.ts';
import type { ExportPart } from '../domain/write-export.ts';
import { isReachable } from '../domain/user.ts';
import { exportLink } from '../secrets/export-link.ts';
import type { UsersServices } from '../services.ts';
import {
  type ClaimedExport,
  claimDueExports,
  completeExport,
  failExport,
  findNewestPart,
  postponeExport,
  savePart,
} from '../store/data-exports.ts';
import { readPersonalData } from '../store/personal-data.ts';
import { findUser } from '../store/users.ts';

type Services = Pick<
  UsersServices,
  'db' | 'pool' | 'digest' | 'log' | 'readElsewhere' | 'sealKeys' | 'settings' | 'now'
>;

/** Time for which a claimed export is left to its process. Each saved part extends it. */
const leaseMs = 60_000;

/** Time after which an export lets others go on. */
const sliceMs = 2_000;

const trailOfJob = ({ now }: Services, correlationId: string) => ({
  correlationId,
  causationId: null,
  actor: { kind: 'service' as const, id: 'users' },
  now,
});

const leaseOf = ({ now }: Services): Date => new Date(now().getTime() + leaseMs);

async function readPart(
  { db, readElsewhere }: Services,
  userId: string,
  { subgraph, after }: ExportQuestion,
  correlationId: string,
): Promise<ExportPart & { next: string | null }> {
  if (subgraph === 'users')
    return { subgraph, section: 'user', items: [await readPersonalData(db, userId)], next: null };
  return { subgraph, ...(await readElsewhere(subgraph, { userId, after }, correlationId)) };
}

/** Makes a complete export readable. The event makes notifications send the link to the owner. */
async function complete(services: Services, { id, userId }: ClaimedExport, parts: number, correlationId: string) {
  const { db, digest, sealKeys, settings, now } = services;
  const completedAt = now();
  const expiresAt = new Date(completedAt.getTime() + dataExportRules.lifetimeMs);
  await prismaTransaction(db, async (tx) => {
    if (!(await completeExport(tx, id, { parts, completedAt, expiresAt }))) return;
    const user = await findUser(tx, userId);
    if (user === null || !isReachable(user)) return;
    const { email, locale, version } = user;
    const downloadUrl = seal(sealKeys, 'data-export', exportLink(digest, settings.publicUrl, id));
    const data = { exportId: id, email, locale, downloadUrl, expiresAt: expiresAt.toISOString() };
    const fact = { subject: userId, sequence: version, data };
    await tellWithPrisma(tx, [newEvent(usersUser, 'data_export_ready', fact, trailOfJob(services, correlationId))]);
  });
}

/** Ends an export that brings no further part, and deletes what it has. The event makes notifications write to its owner. */
async function fail(services: Services, { id, userId }: ClaimedExport): Promise<void> {
  const trail = trailOfJob(services, newId('req'));
  await prismaTransaction(services.db, async (tx) => {
    if (!(await failExport(tx, id))) return;
    const user = await findUser(tx, userId);
    if (user === null || !isReachable(user)) return;
    const fact = { subject: userId, sequence: user.version, data: { exportId: id } };
    await tellWithPrisma(tx, [newEvent(usersUser, 'data_export_failed', fact, trail)]);
  });
}

/** Saves the parts that follow, until the export is complete or others are due. A new process goes on behind the newest part. */
async function gatherParts(services: Services, claimed: ClaimedExport): Promise<void> {
  const { pool, now } = services;
  const end = performance.now() + sliceMs;
  const correlationId = newId('req');
  let newest = await findNewestPart(pool, claimed.id);
  while (performance.now() < end) {
    const question = nextQuestion(newest);
    if (question === null) return complete(services, claimed, newest!.position + 1, correlationId);
    const part = await readPart(services, claimed.userId, question, correlationId);
    newest = { position: (newest?.position ?? -1) + 1, subgraph: part.subgraph, next: part.next };
    if (!(await savePart(pool, claimed.id, { ...part, ...newest }, leaseOf(services)))) return;
  }
  await postponeExport(pool, claimed.id, now());
}

async function gatherDataExport(services: Services, claimed: ClaimedExport): Promise<void> {
  const { pool, log, now } = services;
  const { id: dataExport, tries } = claimed;
  if (tries > dataExportRules.maxTries) {
    log.error({ dataExport, tries }, 'a data export failed: its last tries brought nothing; its owner is notified');
    return fail(services, claimed);
  }
  try {
    await gatherParts(services, claimed);
  } catch (error) {
    log.warn({ err: error, dataExport, tries }, 'could not continue a data export; retrying');
    await postponeExport(pool, dataExport, nextTryAt(now(), tries));
  }
}

/** Continues the pending data exports, those that wait longest first. A person with much data does not hold up others. */
export const createExportWorker = (services: Services): DueWorker =>
  createDueWorker<ClaimedExport>({
    atOnce: 4,
    claim: (limit) => claimDueExports(services.pool, limit, { now: services.now(), until: leaseOf(services) }),
    run: (claimed) => gatherDataExport(services, claimed),
  });
