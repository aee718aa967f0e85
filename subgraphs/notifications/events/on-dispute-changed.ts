import { type EventsOf, ordersDispute } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import type { Letter } from '../domain/mail-to.ts';
import type { VerdictMoney } from '../domain/templates/template-data.ts';
import type { Reader } from '../domain/reader.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { moneyOf } from './money-of.ts';

type DisputeEvent = EventsOf<typeof ordersDispute>;

type Decided = Extract<DisputeEvent, { type: 'orders.dispute.resolved' }>['data'];

function verdictOf({ dispute: { refund }, isCharged }: Decided): VerdictMoney {
  if (BigInt(refund.amountMinor) > 0n) return { kind: 'REFUND', refund: moneyOf(refund) };
  return { kind: isCharged === false ? 'NOT_CHARGED' : 'NOTHING' };
}

/** The mail to the buyer. Null for their own steps, and for the bank's decision, which they hear from their bank. */
function toBuyer({ type, data }: DisputeEvent, { firstName }: Reader): Letter | null {
  const { kind, number, answerDueAt, refund } = data.dispute;
  const about = { firstName, number };
  if (kind === 'CHARGEBACK') {
    return type === 'orders.dispute.opened' ? { template: 'chargeback-opened', data: about } : null;
  }
  switch (type) {
    case 'orders.dispute.opened':
      return { template: 'dispute-opened', data: { ...about, until: new Date(answerDueAt) } };
    case 'orders.dispute.answered':
      return { template: 'dispute-message', data: about };
    case 'orders.dispute.replied':
      return data.side === 'BUYER' ? null : { template: 'dispute-message', data: about };
    case 'orders.dispute.ready_for_decision':
      return { template: 'dispute-ready', data: about };
    case 'orders.dispute.resolved':
      return { template: 'dispute-decided', data: { ...about, ...verdictOf(data), reason: data.decision } };
    case 'orders.dispute.refund_failed':
      return { template: 'refund-failed', data: { firstName, caseNumber: number, refund: moneyOf(refund) } };
    case 'orders.dispute.refund_ended': {
      const ended = { caseNumber: number, refund: moneyOf(refund), reason: data.reason };
      return { template: 'refund-ended', data: { firstName, ...ended } };
    }
    default:
      return null;
  }
}

/** The mail to the seller about a chargeback. */
function aboutChargeback({ type, data }: DisputeEvent, firstName: string): Letter | null {
  const { number, answerDueAt, outcome } = data.dispute;
  const about = { firstName, number };
  if (type === 'orders.dispute.opened') {
    return { template: 'sale-chargeback-opened', data: { ...about, until: new Date(answerDueAt) } };
  }
  if (type !== 'orders.dispute.resolved') return null;
  return { template: 'sale-chargeback-ended', data: { ...about, kind: outcome === 'SELLER' ? 'WON' : 'LOST' } };
}

/** The mail to the seller. Null for their own steps. */
function toSeller(event: DisputeEvent, { firstName }: { firstName: string }): Letter | null {
  const { type, data } = event;
  const { kind, number, answerDueAt, refund } = data.dispute;
  const about = { firstName, number };
  if (type === 'orders.dispute.replied') {
    return data.side === 'SELLER' ? null : { template: 'sale-dispute-message', data: about };
  }
  if (kind === 'CHARGEBACK') return aboutChargeback(event, firstName);
  switch (type) {
    case 'orders.dispute.opened':
      return { template: 'sale-dispute-opened', data: { ...about, until: new Date(answerDueAt) } };
    case 'orders.dispute.ready_for_decision':
      return { template: 'sale-dispute-ready', data: about };
    case 'orders.dispute.resolved':
      return { template: 'sale-dispute-decided', data: { ...about, ...verdictOf(data), reason: data.decision } };
    case 'orders.dispute.withdrawn':
      return { template: 'sale-dispute-withdrawn', data: about };
    case 'orders.dispute.refund_failed':
      return { template: 'sale-refund-failed', data: { firstName, caseNumber: number, refund: moneyOf(refund) } };
    case 'orders.dispute.refund_ended': {
      const ended = { caseNumber: number, refund: moneyOf(refund), reason: data.reason };
      return { template: 'sale-refund-ended', data: { firstName, ...ended } };
    }
    default:
      return null;
  }
}

const lettersOf = (event: DisputeEvent): PlannedLetter[] => {
  const { orderId, buyerId, sellerId } = event.data.dispute;
  return [
    { to: 'buyer', orderId, buyerId, write: (reader) => toBuyer(event, reader) },
    { to: 'seller', sellerId, write: (reader) => toSeller(event, reader) },
  ];
};

/** Both sides hear of each step of a dispute that the other one or support has made. */
export const onDisputeChanged = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: ordersDispute,
    types: [
      'opened',
      'answered',
      'replied',
      'ready_for_decision',
      'resolved',
      'refund_failed',
      'refund_ended',
      'withdrawn',
    ],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
