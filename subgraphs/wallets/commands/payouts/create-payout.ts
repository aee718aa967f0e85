import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { sellerNotActive } from '@soko/refusals';
import { unseal } from '@soko/seal';
import type pg from 'pg';
import { decidePayout } from '../../domain/payouts/payout-amount.ts';
import { payoutEvent } from '../../domain/payouts/payout-events.ts';
import type { Payout } from '../../domain/payouts/payout.ts';
import { type NoPayout, payoutMethodFailed, payoutMethodMissing } from '../../domain/payouts/refusals.ts';
import { digestOf, isPaidStatus, type SellerMethod } from '../../domain/payouts/seller-method.ts';
import { hold, isLedgerRefusal } from '../../ledger/index.ts';
import { findBlock, unblock } from '../../store/payouts/blocks.ts';
import { lockAvailable } from '../../store/payouts/payable.ts';
import { insertPayout, isPaidByRun, savePayout } from '../../store/payouts/payouts.ts';
import { payoutHold } from '../../store/payouts/postings.ts';
import type { PayoutServices } from './payout-services.ts';

export interface WantedPayout {
  seller: SellerMethod;
  currency: string;
  /** Null for all that is available. */
  requestedMinor: bigint | null;
  runId: string | null;
  /** Also to a destination that did not take the last payout. */
  isRetry?: boolean;
}

type Method = NonNullable<SellerMethod['method']>;

/** The destination in clear. */
export const destinationOf = ({ cash }: Pick<PayoutServices, 'cash'>, sealed: string): string =>
  unseal(cash.settings.sealKeys, 'payout', sealed);

async function save(tx: pg.PoolClient, payout: Payout, trail: EventTrail): Promise<void> {
  const held = await hold(tx, payoutHold(payout, payout.createdAt));
  if (isLedgerRefusal(held)) throw new Error(`The ledger did not hold ${payout.id}: ${held.refused}.`);
  await insertPayout(tx, payout);
  await savePayout(tx, payout, { from: null, by: trail.actor, reason: null });
  await tell(tx, [payoutEvent(payout, trail)]);
}

function newPayout(
  { seller, currency, runId }: WantedPayout,
  { kind, masked, sealed }: Method,
  amounts: { amountMinor: bigint; availableMinor: bigint },
  { correlationId, now }: EventTrail,
): Payout {
  const at = now();
  return {
    id: newId('pyo'),
    sellerId: seller.sellerId,
    userId: seller.userId,
    status: 'SCHEDULED',
    currency,
    ...amounts,
    kind,
    masked,
    methodDigest: digestOf(sealed),
    askedSealed: null,
    runId,
    bankFileId: null,
    receipt: null,
    failure: null,
    providerVersion: 0,
    submittedAt: null,
    paidAt: null,
    returnedAt: null,
    // A bank account waits for a file.
    lookAt: kind === 'BANK_ACCOUNT' ? null : at,
    correlationId,
    version: 1,
    createdAt: at,
    updatedAt: at,
  };
}

/**
 * Makes a payout: its amount is held on the seller's account in the same transaction. The account is locked first, so of two payouts
 * at once the second sees what the first has taken. Null when the run has paid this seller before.
 */
export async function createPayout(
  tx: pg.PoolClient,
  services: Pick<PayoutServices, 'cash' | 'payouts'>,
  wanted: WantedPayout,
  trail: EventTrail,
): Promise<Payout | NoPayout | null> {
  const { seller, currency, requestedMinor, runId } = wanted;
  if (!isPaidStatus(seller.status)) return sellerNotActive(seller.status);
  const { method, sellerId } = seller;
  if (method === null) return payoutMethodMissing();
  const availableMinor = await lockAvailable(tx, { sellerId, currency }, trail.now());
  if (runId !== null && (await isPaidByRun(tx, runId, sellerId, currency))) return null;
  if (wanted.isRetry === true) await unblock(tx, sellerId);
  const block = await findBlock(tx, sellerId);
  if (block?.methodDigest === digestOf(method.sealed)) return payoutMethodFailed(block.payoutId);
  const asked = {
    kind: method.kind,
    destination: destinationOf(services, method.sealed),
    currency,
    availableMinor,
    requestedMinor,
  };
  const decided = decidePayout(asked, services.payouts.minimums);
  if ('code' in decided) return decided;
  const payout = newPayout(wanted, method, { amountMinor: decided.amountMinor, availableMinor }, trail);
  await save(tx, payout, trail);
  return payout;
}
