import type { Actor } from '@soko/events';

export const offerStatuses = ['OPEN', 'COUNTERED', 'ACCEPTED', 'USED', 'DECLINED', 'WITHDRAWN', 'EXPIRED'] as const;
export type OfferStatus = (typeof offerStatuses)[number];

/** The two who talk about a price. For the seller, also the team of the store answers. */
export type OfferSide = 'BUYER' | 'SELLER';

/** A price for a variant that a buyer and a seller agree on, or talk about. */
export interface Offer {
  id: string;
  variantId: string;
  productId: string;
  sellerId: string;
  storeId: string | null;
  buyerId: string;
  title: string;
  options: readonly { name: string; value: string }[];
  status: OfferStatus;
  /** Most pieces that the price is for. */
  quantity: number;
  currency: string;
  /** Price of one piece that was proposed last. */
  unitPriceMinor: bigint;
  /** Price of one piece in the listing when the offer was made. */
  listPriceMinor: bigint;
  /** Number of proposals of both sides. */
  proposals: number;
  /** Time until which the last proposal can be answered. */
  expiresAt: Date;
  /** Time until which the accepted price can be ordered. Null before the acceptance. */
  validUntil: Date | null;
  /** Order with the price. Null while none uses it. */
  orderId: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** A step of an offer: a proposal, an answer, or what time or an order made of it. */
export interface OfferStep {
  offerId: string;
  /** Version of the offer that the step made. */
  version: number;
  at: Date;
  status: OfferStatus;
  /** Null for a step that time, an order or a vacation of the seller made. */
  side: OfferSide | null;
  actor: Actor;
  /** Price of one piece that the step proposes. Null for other steps. */
  unitPriceMinor: bigint | null;
  message: string | null;
  /** True for a decline because of the minimum of the listing. */
  automatic: boolean;
}

/** How long offers last, in milliseconds. */
export interface OfferTimes {
  /** Time in which a proposal can be answered. */
  answerMs: number;
  /** Time in which an accepted price can be ordered. */
  validMs: number;
}

/** The state machine: the statuses that can follow each status. */
export const offerArrows: Readonly<Record<OfferStatus, readonly OfferStatus[]>> = {
  OPEN: ['COUNTERED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED'],
  COUNTERED: ['OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED'],
  ACCEPTED: ['USED', 'WITHDRAWN', 'EXPIRED'],
  USED: ['ACCEPTED', 'EXPIRED'],
  DECLINED: [],
  WITHDRAWN: [],
  EXPIRED: [],
};

/** Most proposals of both sides in one offer. */
export const maxProposals = 10;

/** The side that answers next. Null when there is nothing to answer. */
export function turnOf({ status }: Pick<Offer, 'status'>): OfferSide | null {
  if (status === 'OPEN') return 'SELLER';
  return status === 'COUNTERED' ? 'BUYER' : null;
}

export const otherSide = (side: OfferSide): OfferSide => (side === 'BUYER' ? 'SELLER' : 'BUYER');

/** Time until which an offer waits in its status. Null when it waits for nothing. */
export function dueAtOf(offer: Pick<Offer, 'status' | 'expiresAt' | 'validUntil'>): Date | null {
  if (turnOf(offer) !== null) return offer.expiresAt;
  return offer.status === 'ACCEPTED' ? offer.validUntil : null;
}
