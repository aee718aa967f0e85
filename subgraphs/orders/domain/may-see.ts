import { hasRole, type Scope, userIdOf, type Viewer } from '@soko/auth';
import { type Order, storeOf } from './order.ts';
import { isUnderWay } from './order-status.ts';
import type { Checkout } from './purchase.ts';

/**
 * A value and whether a guest's token opened it. It is decided where the value enters an operation, before any of its fields
 * is resolved, so that the order of fields changes nothing.
 */
export type Opened<Value> = Value & { isOpened: boolean };

export type OpenedCheckout = Opened<Checkout>;
export type OpenedOrder = Opened<Order>;

/** A checkout for the viewer who placed it. A guest placed it with their own quote, which is as good as the token. */
export const openPlaced = (checkout: Checkout): OpenedCheckout => ({
  ...checkout,
  isOpened: checkout.buyerId === null,
});

/** Relations of a viewer to an order: the columns of `docs/who-sees-what.md`, and an API key of the store that sold it. */
export type Relation = 'BUYER' | 'SELLER' | 'STORE' | 'WAREHOUSE' | 'COURIER' | 'SUPPORT';

export const isSupport = (viewer: Viewer): boolean => hasRole(viewer, 'SUPPORT');

const isPerson = (viewer: Viewer, userId: string | null): boolean => userId !== null && userIdOf(viewer) === userId;

type OrderFacts = Opened<Pick<Order, 'buyerId' | 'sellerId'>>;

/** Scopes of which a key needs one for the orders of its store. */
const seeing: readonly Scope[] = ['orders:read', 'orders:write'];

const isKeyOfStore = (viewer: Viewer, { lines }: Pick<Order, 'lines'>): boolean =>
  viewer.kind === 'apiKey' &&
  viewer.storeId === storeOf(lines) &&
  seeing.some((scope) => viewer.scopes.includes(scope));

/** The relations of a viewer to an order. `sellerIds` are the sellers that the viewer sells as. */
export function relationsTo(viewer: Viewer, order: OrderFacts, sellerIds: readonly string[]): ReadonlySet<Relation> {
  const relations = new Set<Relation>();
  if (isBuyer(viewer, order)) relations.add('BUYER');
  if (sellerIds.includes(order.sellerId)) relations.add('SELLER');
  for (const role of ['WAREHOUSE', 'COURIER', 'SUPPORT'] as const) if (hasRole(viewer, role)) relations.add(role);
  return relations;
}

/** The same, with the API keys of the store that sold all goods. They see the order itself, and nothing of its returns and disputes. */
export const relationsToOrder = (
  viewer: Viewer,
  order: OrderFacts & Pick<Order, 'lines'>,
  sellerIds: readonly string[],
): ReadonlySet<Relation> =>
  new Set([...relationsTo(viewer, order, sellerIds), ...(isKeyOfStore(viewer, order) ? (['STORE'] as const) : [])]);

/** True for the buyer of an order: the person who bought it, or the guest who opened it with a token. */
export const isBuyer = (viewer: Viewer, order: Opened<Pick<Order, 'buyerId'>>): boolean =>
  isPerson(viewer, order.buyerId) || order.isOpened;

/** A party of an order: those who take part in its returns and disputes. */
export type PartyOfOrder = Extract<Relation, 'BUYER' | 'SELLER' | 'SUPPORT'>;

const parties: readonly PartyOfOrder[] = ['BUYER', 'SELLER', 'SUPPORT'];

/** The party of an order that the viewer is. Null for the warehouse, couriers and all who have nothing to do with it. */
export const partyOf = (relations: ReadonlySet<Relation>): PartyOfOrder | null =>
  parties.find((party) => relations.has(party)) ?? null;

const isOneOf = (relations: ReadonlySet<Relation>, ...wanted: readonly Relation[]): boolean =>
  wanted.some((relation) => relations.has(relation));

/** The buyer, the seller, keys of the store and support cancel an order. The scope of a key is checked before. */
export const mayCancelOrder = (relations: ReadonlySet<Relation>): boolean =>
  isOneOf(relations, 'BUYER', 'SELLER', 'STORE', 'SUPPORT');

/** True if the viewer may cancel the order only for its seller, who must then be ACTIVE. */
export const cancelsAsSeller = (relations: ReadonlySet<Relation>): boolean =>
  isOneOf(relations, 'SELLER', 'STORE') && !isOneOf(relations, 'BUYER', 'SUPPORT');

/** Those who may cancel an order see it; so do the warehouse and couriers, who pack and deliver it. */
export const maySeeOrder = (relations: ReadonlySet<Relation>): boolean => relations.size > 0;

/** The buyer and support see the email address of an order. */
export const maySeeEmail = (relations: ReadonlySet<Relation>): boolean => isOneOf(relations, 'BUYER', 'SUPPORT');

/**
 * The buyer and support see the delivery address. The warehouse and couriers see it while the order has to be packed or
 * delivered. Sellers never see it: the warehouse ships their goods.
 */
export const maySeeAddress = (relations: ReadonlySet<Relation>, order: Pick<Order, 'status'>): boolean =>
  isOneOf(relations, 'BUYER', 'SUPPORT') || (isUnderWay(order) && isOneOf(relations, 'WAREHOUSE', 'COURIER'));

/** The seller, keys of the store and support see the marketplace fee of an order. */
export const maySeeFee = (relations: ReadonlySet<Relation>): boolean =>
  isOneOf(relations, 'SELLER', 'STORE', 'SUPPORT');

/** The buyer gets digital goods. Support sees that they were handed over, without the goods themselves; sellers see neither. */
export function getterOfGoods(viewer: Viewer, order: Opened<Pick<Order, 'buyerId'>>): 'BUYER' | 'SUPPORT' | null {
  if (isBuyer(viewer, order)) return 'BUYER';
  return isSupport(viewer) ? 'SUPPORT' : null;
}

/** The buyer and support see a checkout. It names the goods of other sellers. */
export const maySeeCheckout = (viewer: Viewer, checkout: Opened<Pick<Checkout, 'buyerId'>>): boolean =>
  isPerson(viewer, checkout.buyerId) || checkout.isOpened || isSupport(viewer);

/** Only the buyer sees the secrets of a checkout: the token of a guest, and the secrets with which payments are confirmed. */
export const maySeeSecrets = (viewer: Viewer, checkout: Opened<Pick<Checkout, 'buyerId'>>): boolean =>
  isPerson(viewer, checkout.buyerId) || checkout.isOpened;

/** The buyer and support see a cart by reference; guests open theirs with the token only. */
export const maySeeCart = (viewer: Viewer, cart: { userId: string | null }): boolean =>
  isPerson(viewer, cart.userId) || isSupport(viewer);

/** The person and support see the list of a person's orders. */
export const maySeeOrdersOf = (viewer: Viewer, userId: string): boolean =>
  isPerson(viewer, userId) || isSupport(viewer);
