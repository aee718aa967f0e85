import { type NotStoreMember, notStoreMember, sellerNotActive, type SellerNotActive } from './refusals.ts';
import type { KnownSeller, Rights } from './rights.ts';

/** The refusal for a seller with this status, or null if they may sell. The status of an unknown seller is null. */
export const forbidsSelling = (sellerStatus: string | null): SellerNotActive | null =>
  sellerStatus === 'ACTIVE' ? null : sellerNotActive(sellerStatus);

/** The refusal for a viewer who changes products of a seller with this status, or null. Administrators always may. */
export const forbidsChanging = ({ managesAll }: Rights, sellerStatus: string | null): SellerNotActive | null =>
  managesAll ? null : forbidsSelling(sellerStatus);

/** The seller that the viewer may sell as, in the given store if there is one. */
export function sellerFor(rights: Rights, storeId: string | null): KnownSeller | SellerNotActive | NotStoreMember {
  const { seller } = rights;
  if (seller === null || seller.status !== 'ACTIVE') return sellerNotActive(seller?.status ?? null);
  return storeId === null || rights.storeIds.includes(storeId) ? seller : notStoreMember(storeId);
}
