import type { MintStatus } from './mint.ts';

/** Items of a token for many receivers. */
export interface Airdrop {
  id: string;
  storeId: string;
  tokenId: string;
  amount: number;
  status: 'DRAFT' | 'SENDING' | 'CANCELLED';
  total: number;
  createdAt: Date;
  sentAt: Date | null;
}

/** Receivers of an airdrop by the status of their mints. */
export interface AirdropProgress {
  waiting: number;
  queued: number;
  submitted: number;
  confirmed: number;
  failed: number;
}

/** Receivers of one airdrop. */
export const maxReceivers = 5_000;

export function progressOf(counts: readonly { status: MintStatus | null; count: number }[]): AirdropProgress {
  const of = (...statuses: (MintStatus | null)[]): number =>
    counts.filter(({ status }) => statuses.includes(status)).reduce((sum, { count }) => sum + count, 0);
  return {
    waiting: of(null),
    queued: of('RESERVED', 'QUEUED'),
    submitted: of('SUBMITTED'),
    confirmed: of('CONFIRMED'),
    failed: of('FAILED'),
  };
}
