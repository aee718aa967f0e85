import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Call } from '../domain/call.ts';
import { collectionEvent, mintEvent, tokenEvent, transferEvent, type Versioned } from '../domain/chain-events.ts';
import { newestContract } from '../domain/collection.ts';
import type { ChainFailure } from '../domain/failure.ts';
import type { Mint } from '../domain/mint.ts';
import { noteProgress } from '../store/airdrop-progress.ts';
import { findBatchMints } from '../store/batches.ts';
import { saveCollectionStatus } from '../store/collections.ts';
import { followContract } from '../store/followed-blocks.ts';
import { queueReserved, saveMintStatus } from '../store/mints.ts';
import { countMinted, reserveItems, saveTokenStatus } from '../store/tokens.ts';
import { saveTransferStatus } from '../store/transfers.ts';
import { endSalesOfMints } from './end-sale.ts';

/** What happened to the call of a collection, a token, a mint or a transfer. */
export type CallChange =
  | { to: 'SENT'; hash: string }
  /** The transaction ended without effect. The call is made again. */
  | { to: 'QUEUED' }
  /** `hash` and `blockNumber` are null for a call that an unknown transaction of ours made. */
  | { to: 'DONE'; hash: string | null; blockNumber: number | null; contract: string | null }
  | { to: 'FAILED'; failure: ChainFailure }
  /** It was done, and the chain has dropped its block. */
  | { to: 'VANISHED' };

async function changeCollection(tx: Queryable, id: string, change: CallChange, trail: EventTrail): Promise<Envelope[]> {
  switch (change.to) {
    case 'SENT': {
      const sent = { status: 'DEPLOYING', contractVersion: newestContract } as const;
      return [collectionEvent('deploying', await saveCollectionStatus(tx, id, sent), trail)];
    }
    case 'VANISHED':
      return [collectionEvent('deploying', await saveCollectionStatus(tx, id, { status: 'DEPLOYING' }), trail)];
    case 'QUEUED':
      return [];
    case 'DONE': {
      if (change.contract === null) throw new Error(`The deployment of ${id} made no contract.`);
      const deployed = { status: 'DEPLOYED', address: change.contract, at: trail.now() } as const;
      const collection = await saveCollectionStatus(tx, id, deployed);
      await followContract(tx, { collectionId: id, chainId: collection.chainId, address: deployed.address });
      return [collectionEvent('deployed', collection, trail)];
    }
    default: {
      const { failure } = change;
      return [collectionEvent('failed', await saveCollectionStatus(tx, id, { status: 'FAILED', failure }), trail)];
    }
  }
}

async function changeToken(tx: Queryable, id: string, change: CallChange, trail: EventTrail): Promise<Envelope[]> {
  switch (change.to) {
    case 'SENT':
    case 'QUEUED':
      return [];
    case 'DONE': {
      const created = tokenEvent('created', await saveTokenStatus(tx, id, { status: 'CREATED' }), trail);
      const queued = await queueReserved(tx, id);
      return [created, ...queued.map((mint) => mintEvent('queued', mint, trail))];
    }
    case 'VANISHED':
      return [tokenEvent('uncreated', await saveTokenStatus(tx, id, { status: 'PENDING' }), trail)];
    default: {
      const { failure } = change;
      return [tokenEvent('failed', await saveTokenStatus(tx, id, { status: 'FAILED', failure }), trail)];
    }
  }
}

/** Number of items of each token. */
function itemsOf(mints: readonly Mint[]): [tokenId: string, items: number][] {
  const items = new Map<string, number>();
  for (const { tokenId, amount } of mints) items.set(tokenId, (items.get(tokenId) ?? 0) + amount);
  // In one order, so that two transactions never wait for each other.
  return [...items].sort(([one], [other]) => (one < other ? -1 : 1));
}

async function changeMints(tx: Queryable, ids: string[], change: CallChange, trail: EventTrail): Promise<Envelope[]> {
  const told = (type: 'queued' | 'submitted' | 'confirmed' | 'failed', mints: readonly Versioned<Mint>[]) =>
    mints.map((mint) => mintEvent(type, mint, trail));
  switch (change.to) {
    case 'SENT': {
      const sent = { status: 'SUBMITTED', transactionHash: change.hash } as const;
      return told('submitted', await saveMintStatus(tx, ids, sent));
    }
    case 'QUEUED':
      return told('queued', await saveMintStatus(tx, ids, { status: 'QUEUED' }));
    case 'DONE': {
      const { hash: transactionHash, blockNumber } = change;
      const confirmed = { status: 'CONFIRMED', transactionHash, blockNumber, confirmedAt: trail.now() } as const;
      const mints = await saveMintStatus(tx, ids, confirmed);
      await endSalesOfMints(tx, ids, 'MINTED', trail);
      for (const [tokenId, items] of itemsOf(mints)) await countMinted(tx, tokenId, items);
      return told('confirmed', mints);
    }
    case 'VANISHED': {
      const mints = await saveMintStatus(tx, ids, { status: 'SUBMITTED' });
      for (const [tokenId, items] of itemsOf(mints)) await countMinted(tx, tokenId, -items);
      return told('submitted', mints);
    }
    default: {
      const mints = await saveMintStatus(tx, ids, { status: 'FAILED', failure: change.failure });
      await endSalesOfMints(tx, ids, 'FAILED', trail);
      for (const [tokenId, items] of itemsOf(mints)) await reserveItems(tx, tokenId, -items);
      return told('failed', mints);
    }
  }
}

async function changeTransfer(tx: Queryable, id: string, change: CallChange, trail: EventTrail): Promise<Envelope[]> {
  switch (change.to) {
    case 'SENT': {
      const sent = { status: 'SUBMITTED', transactionHash: change.hash } as const;
      return [transferEvent('submitted', await saveTransferStatus(tx, id, sent), trail)];
    }
    case 'QUEUED':
      return [transferEvent('queued', await saveTransferStatus(tx, id, { status: 'QUEUED' }), trail)];
    case 'DONE': {
      const { hash: transactionHash, blockNumber } = change;
      const confirmed = { status: 'CONFIRMED', transactionHash, blockNumber, confirmedAt: trail.now() } as const;
      return [transferEvent('confirmed', await saveTransferStatus(tx, id, confirmed), trail)];
    }
    case 'VANISHED':
      return [transferEvent('submitted', await saveTransferStatus(tx, id, { status: 'SUBMITTED' }), trail)];
    default: {
      const failed = { status: 'FAILED', failure: change.failure } as const;
      return [transferEvent('failed', await saveTransferStatus(tx, id, failed), trail)];
    }
  }
}

async function changesOf(
  tx: Queryable,
  { id, kind, subjectId }: Call,
  change: CallChange,
  trail: EventTrail,
): Promise<Envelope[]> {
  switch (kind) {
    case 'DEPLOY':
      return changeCollection(tx, subjectId, change, trail);
    case 'CREATE_TOKEN':
      return changeToken(tx, subjectId, change, trail);
    case 'GRANT_ROLE':
      // The call says how far it is, and nobody but the operator is concerned.
      return [];
    case 'TRANSFER':
      return changeTransfer(tx, subjectId, change, trail);
    default: {
      const ids = kind === 'MINT' ? [subjectId] : await findBatchMints(tx, id);
      await noteProgress(tx, ids);
      return changeMints(tx, ids, change, trail);
    }
  }
}

/** Changes the collection, token, mint or transfer of a call, or the mints of a batch, and publishes the change. */
export async function changeSubject(tx: Queryable, call: Call, change: CallChange, trail: EventTrail): Promise<void> {
  await tell(tx, await changesOf(tx, call, change, trail));
}
