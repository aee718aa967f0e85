import { hasRole, type Role, userIdOf, type Viewer } from '@soko/auth';
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

export const maySeeStock = (rights: Rights, goods: Goods): boolean => rights.seesAll || mayManageStock(rights, goods);

/** The visible part of a package or a delivery: without address and history, without history, or all of it. */
export type Visibility = 'FACTS' | 'ADDRESS' | 'EVERYTHING';

/** A package or a delivery with the part of it that the viewer may see. */
export type Visible<Thing> = Thing & { visibility: Visibility };

export type VisiblePackaging = Visible<Packaging>;
export type VisibleDelivery = Visible<Delivery>;

export const showsAddress = ({ visibility }: { visibility: Visibility }): boolean => visibility !== 'FACTS';

export const showsHistory = ({ visibility }: { visibility: Visibility }): boolean => visibility === 'EVERYTHING';

/** For viewers whose role was checked before. */
export const visibleToStaff = <Thing extends Packaging | Delivery>(thing: Thing): Visible<Thing> => ({
  ...thing,
  visibility: 'EVERYTHING',
});

interface Asker {
  viewer: Viewer;
  /** Called only when the answer depends on it. */
  rights(): Promise<Rights>;
}

const visibleFor =
  <Thing extends Packaging | Delivery>(...staff: Role[]) =>
  async (
    thing: Thing | null,
    { viewer, rights }: Asker,
    { viaOrder = false }: { viaOrder?: boolean } = {},
  ): Promise<Visible<Thing> | null> => {
    if (thing === null) return null;
    if (staff.some((role) => hasRole(viewer, role))) return visibleToStaff(thing);
    const isBuyer = thing.buyerId === null ? viaOrder : thing.buyerId === userIdOf(viewer);
    if (isBuyer) return { ...thing, visibility: 'ADDRESS' };
    const isSeller = viewer.kind === 'user' && (await rights()).sellerIds.includes(thing.sellerId);
    return isSeller ? { ...thing, visibility: 'FACTS' } : null;
  };

/**
 * The package as the viewer may see it, or null. Staff see everything, the buyer everything but the history, the seller
 * neither history nor address. A guest's order has no owner to compare with: pass `viaOrder` when the viewer reached it
 * through the order, for which orders checked the guest's token.
 */
export const visiblePackaging = visibleFor<Packaging>('WAREHOUSE', 'SUPPORT');

/** The delivery as the viewer may see it, or null, by the rules of `visiblePackaging`. Couriers are staff here. */
export const visibleDelivery = visibleFor<Delivery>('WAREHOUSE', 'COURIER', 'SUPPORT');
