import {
  chainClaim,
  chainMint,
  type EventsOf,
  notificationsDelivery,
  ordersDispute,
  ordersOrder,
  paymentsPayment,
  walletsBet,
  walletsDeposit,
  walletsPayout,
} from '@soko/events';
import { personNumber } from '../person-number.ts';
import type { ReadEvent } from '../read-event.ts';
import type { Fact } from './facts.ts';
import { readDisputeEvent, readOrderEvent, readPaymentEvent, type Said } from './read-order-event.ts';

type BetEvent = EventsOf<typeof walletsBet>;
type PayoutEvent = EventsOf<typeof walletsPayout>;
type MintEvent = EventsOf<typeof chainMint>;
type ClaimEvent = EventsOf<typeof chainClaim>;
type DepositEvent = EventsOf<typeof walletsDeposit>;
type DeliveryEvent = EventsOf<typeof notificationsDelivery>;

/** The topics of which the figures of the platform and of stores are made. */
export const businessTopics = [
  ordersOrder,
  paymentsPayment,
  ordersDispute,
  walletsBet,
  walletsPayout,
  walletsDeposit,
  chainMint,
  chainClaim,
  notificationsDelivery,
] as const;

type BusinessEvent =
  | EventsOf<typeof ordersOrder>
  | EventsOf<typeof paymentsPayment>
  | EventsOf<typeof ordersDispute>
  | BetEvent
  | PayoutEvent
  | MintEvent
  | ClaimEvent
  | DepositEvent
  | DeliveryEvent;

const minor = ({ amountMinor }: { amountMinor: string }): bigint => BigInt(amountMinor);

/** What is at risk after an event, and the part of the stake that ended with it, with what was paid for that part. */
function readBetEvent(event: BetEvent): Said {
  const { subject, sequence, time, data } = event;
  const { stake, openStake, openReturn } = data.bet;
  const about = { sequence, at: time, currency: stake.currency };
  // Events of early versions say only how much of the stake is open.
  const open: Fact =
    openReturn === undefined
      ? { ...about, amountMinor: openStake.amountMinor, ofMinor: stake.amountMinor }
      : { ...about, amountMinor: openReturn.amountMinor };
  const bet = (said: Record<string, Fact>): Said => ({ id: subject, kind: 'bet', said: { open, ...said } });
  const ended = (endedMinor: bigint, paidMinor: bigint): Said =>
    bet({ [`ended:${sequence}`]: { ...about, ofMinor: endedMinor.toString(), amountMinor: paidMinor.toString() } });
  switch (event.type) {
    case 'wallets.bet.placed':
      return bet({
        placed: {
          ...about,
          amountMinor: event.data.potentialReturn.amountMinor,
          ofMinor: stake.amountMinor,
          player: personNumber(data.bet.userId),
        },
      });
    case 'wallets.bet.cancelled':
      return bet({ cancelled: { ...about, amountMinor: event.data.refunded.amountMinor } });
    case 'wallets.bet.cashed_out':
      return ended(minor(event.data.closedStake), minor(event.data.paid));
    case 'wallets.bet.settled':
      return ended(minor(event.data.stakeSettled), minor(event.data.paid));
    default: {
      const { before, paid } = event.data;
      // Without a payment the bet is open again, with the stake that it had.
      return paid === null
        ? ended(-minor(openStake), -minor(before.paid))
        : ended(0n, minor(paid) - minor(before.paid));
    }
  }
}

function readPayoutEvent({ subject, type, sequence, time, data: { payout } }: PayoutEvent): Said | null {
  const isPaid = type === 'wallets.payout.paid';
  if (!isPaid && type !== 'wallets.payout.returned') return null;
  const { currency, amountMinor } = payout.amount;
  const fact = { sequence, at: time, currency, amountMinor };
  return { id: subject, kind: 'payout', said: { [`${isPaid ? 'paid' : 'returned'}:${sequence}`]: fact } };
}

function readMintEvent({ subject, type, sequence, time, data: { mint } }: MintEvent): Said | null {
  const isConfirmed = type === 'chain.mint.confirmed';
  if (!isConfirmed && type !== 'chain.mint.failed') return null;
  const fact = { sequence, at: time, amountMinor: mint.amount.toString(), storeId: mint.storeId };
  return { id: subject, kind: 'mint', said: { [isConfirmed ? 'minted' : 'mint_failed']: fact } };
}

const readClaimEvent = ({ subject, sequence, time, data: { claim } }: ClaimEvent): Said => ({
  id: subject,
  kind: 'claim',
  said: { claimed: { sequence, at: time, storeId: claim.storeId } },
});

function readDepositEvent({ subject, type, sequence, time, data: { deposit } }: DepositEvent): Said | null {
  if (type !== 'wallets.deposit.completed') return null;
  const { currency, amountMinor } = deposit.amount;
  return { id: subject, kind: 'deposit', said: { completed: { sequence, at: time, currency, amountMinor } } };
}

const readDeliveryEvent = ({ subject, type, sequence, time }: DeliveryEvent): Said => ({
  id: subject,
  kind: 'message',
  said: { ended: { sequence, at: time, amountMinor: type === 'notifications.delivery.sent' ? '1' : '0' } },
});

const isOf = <Prefix extends string>(
  event: BusinessEvent,
  prefix: Prefix,
): event is BusinessEvent & { type: `${Prefix}${string}` } => event.type.startsWith(prefix);

/** What an event says about the figures of the platform. Null when it says nothing. */
export function readBusinessEvent(given: ReadEvent): Said | null {
  const event = given as BusinessEvent;
  if (isOf(event, 'orders.order.')) return readOrderEvent(event);
  if (isOf(event, 'payments.payment.')) return readPaymentEvent(event);
  if (isOf(event, 'orders.dispute.')) return readDisputeEvent(event);
  if (isOf(event, 'wallets.bet.')) return readBetEvent(event);
  if (isOf(event, 'wallets.payout.')) return readPayoutEvent(event);
  if (isOf(event, 'wallets.deposit.')) return readDepositEvent(event);
  if (isOf(event, 'chain.claim.')) return readClaimEvent(event);
  if (isOf(event, 'notifications.delivery.')) return readDeliveryEvent(event);
  return readMintEvent(event);
}
