import { type NotStoreMember, refuse, type SellerNotActive } from './refusal.ts';
import type { KnownSeller, Rights } from './rights.ts';

const notActive = (sellerStatus: string | null): SellerNotActive =>
  refuse(
    'SellerNotActive',
    sellerStatus === null
      ? 'Apply as a seller first. If you have just been approved, try again in a moment.'
      : `The seller is ${sellerStatus}; only an ACTIVE one sells.`,
    { sellerStatus },
  );

/** Null when a seller of this status may sell; null stands for a seller nobody told of. */
export const forbidsSelling = (sellerStatus: string | null): SellerNotActive | null =>
  sellerStatus === 'ACTIVE' ? null : notActive(sellerStatus);

/** The seller who may sell for the viewer, in the store if one is named. */
export function sellerFor(rights: Rights, storeId: string | null): KnownSeller | SellerNotActive | NotStoreMember {
  const { seller } = rights;
  if (seller === null || seller.status !== 'ACTIVE') return notActive(seller?.status ?? null);
  if (storeId === null || rights.storeIds.includes(storeId)) return seller;
  const message =
    'Only administrators and members of the store sell in it. If you have just joined, try again in a moment.';
  return refuse('NotStoreMember', message, { storeId });
}
