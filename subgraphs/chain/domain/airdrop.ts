/** Items of a token for many receivers. */
export interface Airdrop {
  id: string;
  storeId: string;
  tokenId: string;
  amount: number;
  status: 'DRAFT' | 'SENDING' | 'CANCELLED';
  total: number;
  /** Segment whose contacts are the receivers. Null for an airdrop to addresses. */
  segmentId: string | null;
  /** Contacts of the segment that get nothing. */
  leftOut: number;
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

/** Who gets items: addresses on the chain, or people with an account. */
export interface Receivers {
  addresses: readonly string[];
  userIds: readonly string[];
  /** Contacts that get nothing. */
  leftOut: number;
}

/** Receivers of one airdrop. */
export const maxReceivers = 5_000;

/** The progress of an airdrop without receivers. */
export const noProgress: AirdropProgress = { waiting: 0, queued: 0, submitted: 0, confirmed: 0, failed: 0 };

/** An airdrop is done when each of its mints is confirmed or has failed. */
export const statusOf = (
  { status, total }: Pick<Airdrop, 'status' | 'total'>,
  { confirmed, failed }: AirdropProgress,
): Airdrop['status'] | 'DONE' => (status === 'SENDING' && confirmed + failed === total ? 'DONE' : status);
