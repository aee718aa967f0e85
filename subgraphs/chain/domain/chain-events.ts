import { chainCollection, chainMint, chainToken, type Envelope, type EventTrail, newEvent } from '@soko/events';
import type { Collection } from './collection.ts';
import type { Mint } from './mint.ts';
import type { Token } from './token.ts';

/** A row with its version after the change that an event is about. */
export type Versioned<Row> = Row & { version: number };

/** An event of a collection. */
export function collectionEvent(
  type: 'created' | 'deploying' | 'deployed' | 'failed',
  { id, version, storeId, name, status, chainId, address }: Versioned<Collection>,
  trail: EventTrail,
): Envelope {
  const data = { collection: { storeId, name, status, chainId, address } };
  return newEvent(chainCollection, type, { subject: id, sequence: version, data }, trail);
}

/** An event of a token. */
export function tokenEvent(
  type: 'added' | 'created' | 'uncreated' | 'failed',
  { id, version, collectionId, number, name, maxSupply, status }: Versioned<Token>,
  trail: EventTrail,
): Envelope {
  const data = { token: { collectionId, number, name, maxSupply, status } };
  return newEvent(chainToken, type, { subject: id, sequence: version, data }, trail);
}

/** An event of a mint. */
export function mintEvent(
  type: 'requested' | 'queued' | 'submitted' | 'confirmed' | 'failed',
  { id, version, tokenId, storeId, amount, status, transactionHash }: Versioned<Mint>,
  trail: EventTrail,
): Envelope {
  const data = { mint: { tokenId, storeId, amount, status, transactionHash } };
  return newEvent(chainMint, type, { subject: id, sequence: version, data }, trail);
}
