import type { Payout } from './payout.ts';

export const sellerStatuses = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'REJECTED'] as const;

export type SellerStatus = (typeof sellerStatuses)[number];

/** Allowed length of a seller's public name. */
export const sellerNameLength = { min: 2, max: 80 } as const;

export interface Seller {
  id: string;
  userId: string;
  handle: string;
  displayName: string;
  status: SellerStatus;
  /** Null once the owner's account is erased. */
  payout: Payout | null;
  version: number;
  createdAt: Date;
  approvedAt: Date | null;
}

const nextStatuses: Record<SellerStatus, readonly SellerStatus[]> = {
  APPLIED: ['ACTIVE', 'REJECTED'],
  ACTIVE: ['SUSPENDED', 'CLOSED'],
  SUSPENDED: ['ACTIVE', 'CLOSED'],
  CLOSED: [],
  REJECTED: [],
};

/** True when the state diagram has an arrow between the two statuses. */
export const sellerMayBecome = (from: SellerStatus, to: SellerStatus): boolean => nextStatuses[from].includes(to);

/** Every seller that was approved once is public. Applications are visible only to the applicant and to support. */
export const isPublicSeller = ({ status }: Pick<Seller, 'status'>): boolean =>
  status !== 'APPLIED' && status !== 'REJECTED';

/** True for a seller or an application that prevents its owner from applying again. */
export const isOpenSeller = ({ status }: Pick<Seller, 'status'>): boolean =>
  status === 'APPLIED' || status === 'ACTIVE' || status === 'SUSPENDED';
