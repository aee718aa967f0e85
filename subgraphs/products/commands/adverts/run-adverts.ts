import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { advertCharged } from '../../domain/adverts/advert-events.ts';
import { advanceByTime } from '../../domain/adverts/advert-status.ts';
import type { ProductsServices } from '../../services.ts';
import { closeCharge, findDueCharges } from '../../store/adverts/charges.ts';
import { findDueAdverts, lockAdverts } from '../../store/adverts/find-adverts.ts';
import { saveAdvert } from '../../store/adverts/save-adverts.ts';
import { saveChange } from './change-advert.ts';

type Services = Pick<ProductsServices, 'pool' | 'now' | 'adverts'>;

const batch = 100;

const trailOfJob = ({ now }: Services): EventTrail => ({
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service', id: 'products' },
  now,
});

/** `SCHEDULED → RUNNING → ENDED` where the time has come. */
async function advance(services: Services, advertId: string): Promise<void> {
  await inTransaction(services.pool, async (tx) => {
    const [before] = await lockAdverts(tx, [advertId]);
    const after = before && advanceByTime(before, services.now());
    if (before === undefined || after === undefined || after === before) return;
    await saveChange(tx, before, after, { trail: trailOfJob(services), by: 'WINDOW' });
  });
  services.adverts.shelf.forget();
}

/** Publishes the open charge of an advert. The lock keeps clicks from adding to it meanwhile. */
const charge = (services: Services, advertId: string): Promise<void> =>
  inTransaction(services.pool, async (tx) => {
    const [before] = await lockAdverts(tx, [advertId]);
    const closed = before && (await closeCharge(tx, advertId, services.now()));
    if (before === undefined || closed == null) return;
    const after = { ...before, version: before.version + 1 };
    await saveAdvert(tx, after);
    await tell(tx, [advertCharged(after, closed, trailOfJob(services))]);
  });

/** Starts and ends adverts whose time has come, and publishes charges. */
export async function runAdverts(services: Services): Promise<void> {
  const { pool, now, adverts } = services;
  const keyOf = (id: string): string => id;
  await workOnRows<string>({
    batch,
    keyOf,
    find: (limit, except) => findDueAdverts(pool, { now: now(), limit, except }),
    work: (id) => advance(services, id),
  });
  await workOnRows<string>({
    batch,
    keyOf,
    find: (limit, except) =>
      findDueCharges(pool, { openedBefore: new Date(now().getTime() - adverts.settings.chargeMs), limit, except }),
    work: (id) => charge(services, id),
  });
}
