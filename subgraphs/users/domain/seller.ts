import type { Payout } from './payout.ts';

export const sellerStatuses = ['APPLIED', 'ACTIVE', 'SUSPENDED', 'CLOSED', 'REJECTED'] as const;

export type SellerStatus = (typeof sellerStatuses)[number];

export interface Seller {
  id: string;
  userId: string;
  handle: string;
  displayName: string;
  status: SellerStatus;
  /** Null once the shop of an erased account is closed. */
  payout: Payout | null;
  version: number;
  createdAt: Date;
  approvedAt: Date | null;
}

const next: Record<SellerStatus, readonly SellerStatus[]> = {
  APPLIED: ['ACTIVE', 'REJECTED'],
  ACTIVE: ['SUSPENDED', 'CLOSED'],
  SUSPENDED: ['ACTIVE', 'CLOSED'],
  CLOSED: [],
  REJECTED: [],
};

/** Whether a seller may go from one status to another. */
export const sellerMayBecome = (from: SellerStatus, to: SellerStatus): boolean => next[from].includes(to);

/** Applications are between the applicant and support; whoever sold once can be looked up. */
export const isPublicSeller = ({ status }: Pick<Seller, 'status'>): boolean =>
  status !== 'APPLIED' && status !== 'REJECTED';

/** Whether it is a shop, or an application for one, that keeps its person from applying for another. */
export const isOpenSeller = ({ status }: Pick<Seller, 'status'>): boolean =>
  status === 'APPLIED' || status === 'ACTIVE' || status === 'SUSPENDED';
