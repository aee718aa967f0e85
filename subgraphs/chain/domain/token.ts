import type { ChainFailure } from './failure.ts';

export type TokenStatus = 'PENDING' | 'CREATED' | 'FAILED';

/** A token of a collection. */
export interface Token {
  id: string;
  collectionId: string;
  /** Its id in the contract. */
  number: number;
  name: string;
  description: string | null;
  imageUrl: string | null;
  maxSupply: number;
  /** Items of mints that have not failed. */
  reserved: number;
  /** Items of mints that are confirmed. */
  minted: number;
  status: TokenStatus;
  failure: ChainFailure | null;
  createdAt: Date;
}

/** Tokens that a collection can have. */
export const maxTokens = 1_000;
