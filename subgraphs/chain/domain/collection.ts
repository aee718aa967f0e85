import type { ChainFailure } from './failure.ts';

export type CollectionStatus = 'PENDING' | 'DEPLOYING' | 'DEPLOYED' | 'FAILED';

/** Tokens of a store that share a contract. */
export interface Collection {
  id: string;
  storeId: string;
  name: string;
  description: string | null;
  royaltyBasisPoints: number;
  royaltyReceiver: string | null;
  status: CollectionStatus;
  failure: ChainFailure | null;
  chainId: number;
  address: string | null;
  createdAt: Date;
  deployedAt: Date | null;
  /** Which contract it has: see `newestContract`. */
  contractVersion: number;
}

/** The contract that deployments get: 2 moves items for owners who have signed, 1 could not. */
export const newestContract = 2;

/** The first contract that moves items for owners who have signed. */
export const transferringVersion = 2;

/** Collections that a store can have: the operator pays for each deployment. */
export const maxCollections = 20;
