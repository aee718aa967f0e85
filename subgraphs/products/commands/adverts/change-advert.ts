import { requireScope } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { isId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ProductsContext } from '../../context.ts';
import { advertChanged } from '../../domain/adverts/advert-events.ts';
import type { Advert } from '../../domain/adverts/advert.ts';
import type { AdvertRefusal } from '../../domain/adverts/refusals.ts';
import { forbidsSelling } from '../../domain/may-sell.ts';
import type { SellerNotActive } from '../../domain/refusals.ts';
import { mayManage } from '../../domain/rights.ts';
import { lockAdverts } from '../../store/adverts/find-adverts.ts';
import { saveAdvert } from '../../store/adverts/save-adverts.ts';
import { sellerStatusOf } from '../../store/known-sellers.ts';

/** Saves a changed advert with its event. `before` is locked by this transaction. */
export async function saveChange(
  tx: Queryable,
  before: Advert,
  changed: Advert,
  { trail, by }: { trail: EventTrail; by: 'SELLER' | 'WINDOW' },
): Promise<Advert> {
  const after = { ...changed, version: before.version + 1, updatedAt: trail.now() };
  await saveAdvert(tx, after);
  await tell(tx, [advertChanged(before, after, trail, by)]);
  return after;
}

type Decide<Refused extends AdvertRefusal> = (advert: Advert) => Advert | Refused;

/** Changes an advert that the viewer manages. NOT_FOUND for every other one, whether it exists or not. */
export async function changeOwnAdvert<Refused extends AdvertRefusal>(
  context: ProductsContext,
  advertId: string,
  decide: Decide<Refused>,
): Promise<Advert | Refused> {
  requireScope(context.viewer, 'products:write');
  const rights = await context.rights();
  if (!isId('adv', advertId)) throw notFound('The advert');
  const outcome = await inTransaction(context.pool, async (tx) => {
    const [before] = await lockAdverts(tx, [advertId]);
    if (before === undefined || !mayManage(rights, before)) throw notFound('The advert');
    const decided: Advert | AdvertRefusal = decide(before);
    if (isRefusal(decided)) return decided as Refused;
    return decided === before ? before : saveChange(tx, before, decided, { trail: context.trail, by: 'SELLER' });
  });
  context.adverts.shelf.forget();
  return outcome;
}

/** The same for changes that only an active seller makes. Administrators make them for others. */
export async function changeAsActiveSeller<Refused extends AdvertRefusal>(
  context: ProductsContext,
  advertId: string,
  decide: Decide<Refused>,
  /** Checks what the decision needs of other tables, before it is made. */
  prepare: () => Promise<void> = async () => {},
): Promise<Advert | Refused | SellerNotActive> {
  requireScope(context.viewer, 'products:write');
  const rights = await context.rights();
  const advert = await context.loaders.advert.load(advertId);
  if (advert === null || !mayManage(rights, advert)) throw notFound('The advert');
  const forbidden = rights.managesAll ? null : forbidsSelling(await sellerStatusOf(context.db, advert.sellerId));
  if (forbidden) return forbidden;
  await prepare();
  return changeOwnAdvert(context, advertId, decide);
}
