import type { EventsOf, paymentsPayment } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { clearingCodeOf } from '../../domain/cash/clearings.ts';
import { findPosted, isLedgerRefusal, post } from '../../ledger/index.ts';

/** Posts what a provider charges for a dispute, once for each: the platform bears it. */
export async function postDisputeFee(tx: Queryable, event: EventsOf<typeof paymentsPayment>): Promise<void> {
  if (!('dispute' in event.data) || !event.data.dispute?.fee) return;
  const { dispute, payment } = event.data;
  const { amountMinor, currency } = dispute.fee!;
  if (BigInt(amountMinor) === 0n) return;
  const reference = `payment:${event.subject}:dispute:${dispute.ref}:fee`;
  // Each event of the dispute names its fee.
  if ((await findPosted(tx, [reference])).has(reference)) return;
  const posted = await post(tx, [
    {
      reference,
      kind: 'dispute_fee',
      at: new Date(event.time),
      transfers: [
        {
          debit: { code: 'provider_fee', currency },
          credit: { code: clearingCodeOf(payment.method), currency },
          amountMinor: BigInt(amountMinor),
        },
      ],
      about: { paymentId: event.subject, orderId: payment.orderId, sellerId: payment.sellerId },
    },
  ]);
  if (isLedgerRefusal(posted)) throw new Error(`The ledger refused ${reference}: ${posted.refused}.`);
}
