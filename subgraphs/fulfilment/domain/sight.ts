import { hasRole, type Role, userIdOf, type Viewer } from '@soko/auth';
import type { Delivery } from './delivery.ts';
import type { Packaging } from './packaging.ts';

/** How much of a package or a delivery a viewer sees. */
export type Sight = 'NOTHING' | 'FACTS' | 'ADDRESS' | 'EVERYTHING';

interface Parties {
  buyerId: string | null;
  sellerId: string;
}

/** Who works with it sees everything. */
const staff = {
  packaging: ['WAREHOUSE', 'SUPPORT'],
  delivery: ['WAREHOUSE', 'COURIER', 'SUPPORT'],
} satisfies Record<string, Role[]>;

export type Sighted = keyof typeof staff;

/**
 * Staff see everything, the buyer all but who did what, the seller not the buyer's address either. An order of a guest
 * has no owner to compare with: `viaOrder` says that orders showed the viewer the order, for which it asked the token.
 */
export async function sightOf(
  what: Sighted,
  parties: Parties,
  { viewer, sellerIds, viaOrder }: { viewer: Viewer; sellerIds: () => Promise<readonly string[]>; viaOrder: boolean },
): Promise<Sight> {
  if (staff[what].some((role) => hasRole(viewer, role))) return 'EVERYTHING';
  if (parties.buyerId === null ? viaOrder : parties.buyerId === userIdOf(viewer)) return 'ADDRESS';
  if (viewer.kind !== 'user') return 'NOTHING';
  return (await sellerIds()).includes(parties.sellerId) ? 'FACTS' : 'NOTHING';
}

/** A package or a delivery with how much of it the viewer sees. */
export type Seen<Thing> = Thing & { sight: Sight };

export type SeenPackaging = Seen<Packaging>;
export type SeenDelivery = Seen<Delivery>;

export const seesAddress = ({ sight }: { sight: Sight }): boolean => sight === 'ADDRESS' || sight === 'EVERYTHING';
