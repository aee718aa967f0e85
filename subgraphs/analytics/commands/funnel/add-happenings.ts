import { inTransaction, type Queryable } from '@soko/postgres';
import { randomBytes } from 'node:crypto';
import { type Happening, unknownVisitor, visitsOf } from '../../domain/funnel/visit.ts';
import { personNumber } from '../../domain/person-number.ts';
import type { AnalyticsServices } from '../../services.ts';
import { addTrackedIds, addVisits, forgetVisitor, isErased, lockVisitor } from '../../store/funnel/visits.ts';

type Services = Pick<AnalyticsServices, 'pool'>;

const numberOf = (visitorId: string | null): string => (visitorId === null ? unknownVisitor : personNumber(visitorId));

/** The visitor, who is locked until the transaction ends, or null for one of whom nothing may be known, as of an erased person. */
async function lockKnown(tx: Queryable, visitorId: string | null): Promise<string | null> {
  if (visitorId === null) return null;
  const visitor = personNumber(visitorId);
  await lockVisitor(tx, visitor);
  return (await isErased(tx, visitor)) ? null : visitorId;
}

/** Counts what an event of orders says about a visitor. A repeat changes nothing. */
export const addHappening = ({ pool }: Services, happening: Happening): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const visitorId = await lockKnown(tx, happening.visitorId);
    await addVisits(tx, visitsOf({ ...happening, visitorId }));
  });

/** Counts what a client reported about one visitor, each id once. Returns the number of those that were new. */
export const addReported = (
  { pool }: Services,
  visitorId: string | null,
  reported: ReadonlyMap<string, Happening>,
  now: Date,
): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const known = await lockKnown(tx, visitorId);
    const added = await addTrackedIds(tx, numberOf(known), [...reported.keys()], now);
    await addVisits(
      tx,
      added.flatMap((id) => visitsOf({ ...reported.get(id)!, visitorId: known })),
    );
    return added.length;
  });

/** The visits of an erased person become those of nobody, and events that arrive later count without a visitor. */
export const forgetVisitsOf = (
  { pool, now }: Services & Pick<AnalyticsServices, 'now'>,
  userId: string,
): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const visitor = personNumber(userId);
    await lockVisitor(tx, visitor);
    await forgetVisitor(tx, visitor, randomBytes(8).readBigInt64BE().toString(), now());
  });
