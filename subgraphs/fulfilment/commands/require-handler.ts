import { type ApiKeyViewer, requireRole, requireScope, type Role, type UserViewer } from '@soko/auth';
import { forbidden, notFound } from '@soko/errors';
import type { Queryable } from '@soko/postgres';
import type { SellerNotActive } from '@soko/refusals';
import type { FulfilmentContext } from '../context.ts';
import type { Delivery } from '../domain/delivery.ts';
import { forbidsMovingStock, isOfStore, visibleToKey, visibleToStaff } from '../domain/may-see.ts';
import type { Packaging } from '../domain/packaging.ts';
import { findSellerStatus } from '../store/known-sellers.ts';

type Context = Pick<FulfilmentContext, 'viewer' | 'storesFulfil'>;

/** Staff with one of the roles, or an API key that may pack and deliver for its store. */
export const requireHandler = ({ viewer }: Context, ...roles: readonly [Role, ...Role[]]): UserViewer | ApiKeyViewer =>
  viewer.kind === 'apiKey' ? requireScope(viewer, 'fulfilment:write') : requireRole(viewer, ...roles);

/** Throws NOT_FOUND for a thing of another store than the key's, and FORBIDDEN where stores do not pack and deliver. */
export function requireOwn<Thing extends Packaging | Delivery>(
  { viewer, storesFulfil }: Context,
  thing: Thing | null,
  what: string,
): Thing {
  if (thing === null || (viewer.kind === 'apiKey' && !isOfStore(thing, viewer))) throw notFound(what);
  if (viewer.kind === 'apiKey' && !storesFulfil)
    throw forbidden('The warehouse and couriers fulfil orders here: FULFILMENT_BY_STORES lets stores do it.');
  return thing;
}

/**
 * The refusal for a key while the seller of the thing is suspended or closed, or null. A delivery captures the money of the buyer, so
 * that only staff pack and deliver what such a seller has sold.
 */
export const forbidsHandling = async (
  { viewer }: Pick<Context, 'viewer'>,
  db: Queryable,
  { sellerId }: Packaging | Delivery,
): Promise<SellerNotActive | null> =>
  viewer.kind === 'apiKey' ? forbidsMovingStock({ sellerStatus: await findSellerStatus(db, sellerId) }) : null;

/** A package or a delivery as those see it who handle it. */
export const visibleToHandler = <Thing extends Packaging | Delivery>(context: Context, thing: Thing) =>
  context.viewer.kind === 'apiKey' ? visibleToKey(context, thing) : visibleToStaff(context.viewer, thing);
