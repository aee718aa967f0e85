import { createHash } from 'node:crypto';
import type { ChainFailure } from './failure.ts';

export type MintStatus = 'RESERVED' | 'QUEUED' | 'SUBMITTED' | 'CONFIRMED' | 'FAILED';

/** Items of a token that are given to an address. */
export interface Mint {
  id: string;
  tokenId: string;
  storeId: string;
  recipient: string;
  /** Person who gets the items. Null for an address alone, and once the person is erased. */
  userId: string | null;
  amount: number;
  reference: string;
  status: MintStatus;
  failure: ChainFailure | null;
  transactionHash: string | null;
  blockNumber: number | null;
  createdAt: Date;
  confirmedAt: Date | null;
}

/** The reference of a mint in the contract. It follows from what the mint is for, or its id: every try has the same. */
export const referenceOf = (mintFor: string): `0x${string}` =>
  `0x${createHash('sha256').update(`soko.mint.${mintFor}`).digest('hex')}`;

/**
 * Mints that a claim or a gift can have: the first one, and three after those that failed. The code of a receiver can make each
 * fail, and the operator pays for its transactions.
 */
export const maxMints = 4;

/** What the mints of a claim or a gift are for, the first one first. */
export const mintsFor = (name: string): string[] =>
  Array.from({ length: maxMints }, (_, index) => (index === 0 ? name : `${name}:${index}`));

/** True for a mint that a store asked for with an address of its own. All others follow from what they are for. */
export const isToNamedAddress = ({ id, reference }: Pick<Mint, 'id' | 'reference'>): boolean =>
  reference === referenceOf(id);

/** Mints of a store in a month, as its plan counts them. A line of an order counts in the month in which it was reserved. */
export interface MintUsage {
  used: number;
  /** Lines of orders that are not charged yet, and receivers of airdrops whose mints are not made yet. */
  reserved: number;
  quota: number;
}

/** Begin of the next calendar month (UTC). */
export const monthAfter = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));

/** Begin of the calendar month (UTC), for which the mints of a plan count. */
export const monthOf = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
