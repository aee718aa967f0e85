import { type ApiKeyViewer, hasRole, type Role, type Scope, userIdOf, type Viewer } from '@soko/auth';
import { sellerNotActive, type SellerNotActive } from '@soko/refusals';
import type { Delivery } from './delivery.ts';
import type { Packaging } from './packaging.ts';

/** The goods that a viewer may see and manage. */
export interface Rights {
  /** Support sees all stock. */
  seesAll: boolean;
  /** The warehouse changes all stock. */
  managesAll: boolean;
  /** The viewer's own sellers. */
  sellerIds: readonly string[];
  /** Stores whose stock the viewer manages. */
  storeIds: readonly string[];
}

export const noRights: Rights = { seesAll: false, managesAll: false, sellerIds: [], storeIds: [] };

interface Goods {
  sellerId: string;
  storeId: string | null;
}

export const mayManageStock = (rights: Rights, { sellerId, storeId }: Goods): boolean =>
  rights.managesAll || rights.sellerIds.includes(sellerId) || (storeId !== null && rights.storeIds.includes(storeId));

/** The refusal while the seller of the goods is suspended or closed, or null. Only the warehouse moves such stock. */
export const forbidsMovingStock = ({ sellerStatus }: { sellerStatus: string | null }): SellerNotActive | null =>
  sellerStatus === 'ACTIVE' ? null : sellerNotActive(sellerStatus);

export const maySeeStock = (rights: Rights, goods: Goods): boolean => rights.seesAll || mayManageStock(rights, goods);

/** The parts of a package or a delivery that the viewer may see beside the facts. */
export interface Sight {
  showsAddress: boolean;
  /** Proof of delivery: it names the recipient. */
  showsProof: boolean;
  showsHistory: boolean;
}

/** A package or a delivery with the parts of it that the viewer may see. */
export type Visible<Thing> = Thing & Sight;

export type VisiblePackaging = Visible<Packaging>;
export type VisibleDelivery = Visible<Delivery>;

/** True while the package has to be packed, or the parcel to be delivered or returned: staff need its address. */
const needsAddress = (thing: Packaging | Delivery): boolean =>
  'packagingId' in thing
    ? thing.completedAt === null && thing.returnedAt === null
    : thing.status === 'NEW' || thing.status === 'IN_PROGRESS';

/** For staff whose role was checked before. They see the address until the work is done; support always sees it. */
export const visibleToStaff = <Thing extends Packaging | Delivery>(viewer: Viewer, thing: Thing): Visible<Thing> => ({
  ...thing,
  showsAddress: needsAddress(thing) || hasRole(viewer, 'SUPPORT'),
  showsProof: true,
  showsHistory: true,
});

interface KeyRules {
  /** Stores pack and deliver their own orders. */
  storesFulfil: boolean;
}

/** True for a package or a delivery of the key's store. */
export const isOfStore = ({ storeId }: Packaging | Delivery, key: ApiKeyViewer): boolean => storeId === key.storeId;

/** For a key whose scope and store were checked before. A store that packs and delivers sees what it needs for it. */
export const visibleToKey = <Thing extends Packaging | Delivery>(
  { storesFulfil }: KeyRules,
  thing: Thing,
): Visible<Thing> => ({
  ...thing,
  showsAddress: storesFulfil && needsAddress(thing),
  showsProof: storesFulfil,
  showsHistory: false,
});

/** Scopes of which a key needs one to see packages and deliveries. */
export const seeingScopes = ['fulfilment:read', 'fulfilment:write'] as const satisfies readonly Scope[];

interface Asker extends KeyRules {
  viewer: Viewer;
  /** Called only when the answer depends on it. */
  rights(): Promise<Rights>;
}

const visibleFor =
  <Thing extends Packaging | Delivery>(...staff: Role[]) =>
  async (
    thing: Thing | null,
    { viewer, rights, storesFulfil }: Asker,
    { isOpened = false }: { isOpened?: boolean } = {},
  ): Promise<Visible<Thing> | null> => {
    if (thing === null) return null;
    if (viewer.kind === 'apiKey') {
      const sees = isOfStore(thing, viewer) && seeingScopes.some((scope) => viewer.scopes.includes(scope));
      return sees ? visibleToKey({ storesFulfil }, thing) : null;
    }
    if (staff.some((role) => hasRole(viewer, role))) return visibleToStaff(viewer, thing);
    const isBuyer = thing.buyerId === null ? isOpened : thing.buyerId === userIdOf(viewer);
    if (isBuyer) return { ...thing, showsAddress: true, showsProof: true, showsHistory: false };
    const isSeller = viewer.kind === 'user' && (await rights()).sellerIds.includes(thing.sellerId);
    return isSeller ? { ...thing, showsAddress: false, showsProof: false, showsHistory: false } : null;
  };

/**
 * The package as the viewer may see it, or null: see `docs/who-sees-what.md`. A guest's order has no owner to compare with:
 * pass `isOpened` when orders has proven that the guest opened the order with its token.
 */
export const visiblePackaging = visibleFor<Packaging>('WAREHOUSE', 'SUPPORT');

/** The delivery as the viewer may see it, or null, by the rules of `visiblePackaging`. Couriers are staff here. */
export const visibleDelivery = visibleFor<Delivery>('WAREHOUSE', 'COURIER', 'SUPPORT');
