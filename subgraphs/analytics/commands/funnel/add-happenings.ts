import { inTransaction } from '@soko/postgres';
import { randomBytes } from 'node:crypto';
import { type Happening, unknownVisitor, visitsOf } from '../../domain/funnel/visit.ts';
import { personNumber } from '../../domain/person-number.ts';
import type { AnalyticsServices } from '../../services.ts';
import { addTrackedIds, addVisits, forgetVisitor, lockVisitor } from '../../store/funnel/visits.ts';

type Services = Pick<AnalyticsServices, 'pool'>;

const numberOf = (visitorId: string | null): string => (visitorId === null ? unknownVisitor : personNumber(visitorId));

/** Counts what an event of orders says about a visitor. A repeat changes nothing. */
export const addHappening = ({ pool }: Services, happening: Happening): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await lockVisitor(tx, numberOf(happening.visitorId));
    await addVisits(tx, visitsOf(happening));
  });

/** Counts what a client reported about one visitor, each id once. Returns the number of those that were new. */
export const addReported = (
  { pool }: Services,
  visitorId: string | null,
  reported: ReadonlyMap<string, Happening>,
  now: Date,
): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const visitor = numberOf(visitorId);
    await lockVisitor(tx, visitor);
    const added = await addTrackedIds(tx, visitor, [...reported.keys()], now);
    await addVisits(
      tx,
      added.flatMap((id) => visitsOf(reported.get(id)!)),
    );
    return added.length;
  });

/** The visits of an erased person become those of nobody. */
export const forgetVisitsOf = ({ pool }: Services, userId: string): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const visitor = personNumber(userId);
    await lockVisitor(tx, visitor);
    await forgetVisitor(tx, visitor, randomBytes(8).readBigInt64BE().toString());
  });
