import type { Envelope, EventTrail } from '@soko/events';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import type { Call } from '../domain/call.ts';
import { collectionEvent, mintEvent, tokenEvent } from '../domain/chain-events.ts';
import type { ChainFailure } from '../domain/failure.ts';
import { saveCollectionStatus } from '../store/collections.ts';
import { queueReserved, saveMintStatus } from '../store/mints.ts';
import { countMinted, reserveItems, saveTokenStatus } from '../store/tokens.ts';

/** What happened to the call of a collection, a token or a mint. */
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
    case 'SENT':
    case 'VANISHED':
      return [collectionEvent('deploying', await saveCollectionStatus(tx, id, { status: 'DEPLOYING' }), trail)];
    case 'QUEUED':
      return [];
    case 'DONE': {
      if (change.contract === null) throw new Error(`The deployment of ${id} made no contract.`);
      const deployed = { status: 'DEPLOYED', address: change.contract, at: trail.now() } as const;
      return [collectionEvent('deployed', await saveCollectionStatus(tx, id, deployed), trail)];
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

async function changeMint(tx: Queryable, id: string, change: CallChange, trail: EventTrail): Promise<Envelope[]> {
  switch (change.to) {
    case 'SENT': {
      const sent = { status: 'SUBMITTED', transactionHash: change.hash } as const;
      return [mintEvent('submitted', await saveMintStatus(tx, id, sent), trail)];
    }
    case 'QUEUED':
      return [mintEvent('queued', await saveMintStatus(tx, id, { status: 'QUEUED' }), trail)];
    case 'DONE': {
      const { hash: transactionHash, blockNumber } = change;
      const confirmed = { status: 'CONFIRMED', transactionHash, blockNumber, confirmedAt: trail.now() } as const;
      const mint = await saveMintStatus(tx, id, confirmed);
      await countMinted(tx, mint.tokenId, mint.amount);
      return [mintEvent('confirmed', mint, trail)];
    }
    case 'VANISHED': {
      const mint = await saveMintStatus(tx, id, { status: 'SUBMITTED' });
      await countMinted(tx, mint.tokenId, -mint.amount);
      return [mintEvent('submitted', mint, trail)];
    }
    default: {
      const mint = await saveMintStatus(tx, id, { status: 'FAILED', failure: change.failure });
      await reserveItems(tx, mint.tokenId, -mint.amount);
      return [mintEvent('failed', mint, trail)];
    }
  }
}

const changes = { DEPLOY: changeCollection, CREATE_TOKEN: changeToken, MINT: changeMint };

/** Changes the collection, token or mint of a call, and publishes the change. */
export async function changeSubject(
  tx: Queryable,
  { kind, subjectId }: Call,
  change: CallChange,
  trail: EventTrail,
): Promise<void> {
  await tell(tx, await changes[kind](tx, subjectId, change, trail));
}
