import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type { Collection } from '../domain/collection.ts';
import type { Disbursement } from '../domain/disbursement.ts';
import { newLease, type PaymentsServices, trailOfService } from '../services.ts';
import { claimDueCollections, postponeCollection } from '../store/collections.ts';
import { claimDueDisbursements, postponeDisbursement } from '../store/disbursements.ts';
import { continueCollection } from './continue-collection.ts';
import { continueDisbursement } from './continue-disbursement.ts';
import { leaveToPeopleAfter } from './leave-to-people.ts';
import { retryAt } from './retry-at.ts';

/** Items of one kind that are at work at the same time. */
const atOnce = 16;

async function tryCollection(services: PaymentsServices, collection: Collection): Promise<void> {
  try {
    await continueCollection(services, collection, trailOfService(services, collection.correlationId));
  } catch (error) {
    services.log.warn({ err: error, collection: collection.id }, 'could not continue a collection; retrying');
    // A request that may have been sent leaves no note: a note means that it did not reach its provider, and is sent again.
    const isSentOnce =
      collection.status === 'CREATED' && services.funds.get(collection.provider)?.isRepeatable !== true;
    const note = isSentOnce ? null : String(error);
    await postponeCollection(services.db, collection, retryAt(services, collection), note);
  }
}

async function tryDisbursement(services: PaymentsServices, disbursement: Disbursement): Promise<void> {
  try {
    await continueDisbursement(services, disbursement, trailOfService(services, disbursement.correlationId));
  } catch (error) {
    if (disbursement.decisionId === null && (await leaveToPeopleAfter(services, disbursement, error))) return;
    services.log.warn({ err: error, disbursement: disbursement.id }, 'could not continue a disbursement; retrying');
    await postponeDisbursement(services.db, disbursement, retryAt(services, disbursement), String(error));
  }
}

/** Continues collections and disbursements that are due: unfinished requests, and outcomes that no webhook has brought. */
export function createFundsWorkers(services: PaymentsServices): Record<'collections' | 'disbursements', DueWorker> {
  return {
    collections: createDueWorker<Collection>({
      atOnce,
      claim(limit) {
        const { now, claimedUntil } = newLease(services);
        return claimDueCollections(services, limit, now, claimedUntil);
      },
      run: (collection) => tryCollection(services, collection),
    }),
    disbursements: createDueWorker<Disbursement>({
      atOnce,
      claim(limit) {
        const { now, claimedUntil } = newLease(services);
        return claimDueDisbursements(services, limit, now, claimedUntil);
      },
      run: (disbursement) => tryDisbursement(services, disbursement),
    }),
  };
}
