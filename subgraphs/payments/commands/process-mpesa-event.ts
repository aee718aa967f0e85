import { z } from 'zod';
import { type Collection, type CollectionReport, collectionReport } from '../domain/collection.ts';
import { type Heard, heedCallback } from '../domain/mpesa-outcome.ts';
import type { FundsProvider } from '../providers/funds-provider.ts';
import { stkFailure } from '../providers/mpesa/results.ts';
import { ProviderRefusal, ProviderUnavailable } from '../providers/provider.ts';
import type { PaymentsServices } from '../services.ts';
import { findCollection } from '../store/collections.ts';
import type { ProviderEvent } from '../store/provider-events.ts';
import { leaveToPeople, settleOrLeave } from './leave-to-people.ts';
import { NotConfirmedYet } from './not-confirmed-yet.ts';
import { askAboutC2b, settleC2b } from './settle-c2b.ts';
import { isAboutUnmatched, settleUnmatchedCheck } from './unmatched/settle-check.ts';
import { markUnknown, settlePayout, settleStatus } from './settle-payout.ts';

const stkResult = z.object({
  checkoutId: z.string(),
  code: z.string(),
  receivedMinor: z.string().nullable(),
  receipt: z.string().nullable(),
});

async function settlePrompt(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  const { checkoutId, code, receivedMinor, receipt } = stkResult.parse(event.payload);
  const amountMinor = receivedMinor === null ? null : BigInt(receivedMinor);
  const facts = { receipt, providerRef: checkoutId, amountMinor };
  const owner = await findCollection(services.db, { provider: 'mpesa', providerRef: checkoutId });
  const named = event.objectRef === null ? null : await findCollection(services.db, { id: event.objectRef });
  const collection = named ?? owner;
  // The id belongs to one request: that of the address, unless M-Pesa has given it to another one.
  const isForeign =
    collection === null ||
    (collection.providerRef ?? checkoutId) !== checkoutId ||
    (owner !== null && owner.id !== collection.id);
  if (isForeign) return leaveToPeople(services, event, 'nothing_asked', facts);
  const id = idOf(collection);
  if (id === 'awaited') throw new NotConfirmedYet('The acknowledgement of the prompt is not here yet.');
  const told =
    code === '0'
      ? collectionReport('succeeded', { ref: checkoutId, receivedMinor: amountMinor, receipt })
      : collectionReport('failed', { ref: checkoutId, failure: stkFailure(code) });
  const asked = await askAgain(services, { ...collection, ref: checkoutId });
  const heeded = heedCallback({ told, asked, id, tries: event.attempts });
  if (heeded.kind === 'later') throw new NotConfirmedYet('M-Pesa does not confirm the callback yet.');
  if (heeded.kind === 'unmatched') return leaveToPeople(services, event, 'not_confirmed', facts);
  await settleOrLeave(services, event, collection, heeded.report, facts);
}

/** Whether the id that M-Pesa gave to a prompt is here. A prompt stays CREATED until its acknowledgement is, or is given up. */
function idOf({ providerRef, status }: Collection): Heard['id'] {
  if (providerRef !== null) return 'same';
  return status === 'CREATED' ? 'awaited' : 'lost';
}

/** Null when M-Pesa does not answer. */
async function askAgain(
  { funds, log }: PaymentsServices,
  known: Parameters<FundsProvider['fetchCollection']>[0],
): Promise<CollectionReport | null> {
  const provider = funds.get('mpesa');
  if (provider === undefined) return null;
  try {
    return await provider.fetchCollection(known);
  } catch (error) {
    if (!(error instanceof ProviderUnavailable) && !(error instanceof ProviderRefusal)) throw error;
    log.warn({ err: error, collection: known.id }, 'M-Pesa could not confirm a callback');
    return null;
  }
}

/** Processes one saved callback of M-Pesa. Its order, repeats and delays do not matter. */
export async function processMpesaEvent(services: PaymentsServices, event: ProviderEvent): Promise<void> {
  switch (event.type) {
    case 'stk':
      return settlePrompt(services, event);
    case 'b2c':
    case 'reversal':
      return settlePayout(services, event);
    case 'timeout':
      return markUnknown(services, event);
    case 'status':
      if (isAboutUnmatched(event)) return settleUnmatchedCheck(services, event);
      return event.objectRef?.startsWith('c2b-') ? settleC2b(services, event) : settleStatus(services, event);
    case 'c2b-confirmation':
      return askAboutC2b(services, event);
    default:
      return leaveToPeople(services, event, 'unreadable', {});
  }
}
