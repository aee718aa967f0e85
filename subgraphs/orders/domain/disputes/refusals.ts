import { refuse, type Refused } from '@soko/refusals';
import type { DisputeStatus } from './dispute.ts';

export type DisputeWindowOver = Refused<'DisputeWindowOver', { until: string }>;

export const disputeWindowOver = (until: Date): DisputeWindowOver =>
  refuse('DisputeWindowOver', 'The time in which this order can be disputed is over.', { until: until.toISOString() });

export type AlreadyRefunded = Refused<'AlreadyRefunded'>;

export const alreadyRefunded = (): AlreadyRefunded =>
  refuse('AlreadyRefunded', 'The whole payment of this order has gone back to the buyer already.');

export type WrongDisputeStatus = Refused<'WrongDisputeStatus', { status: DisputeStatus }>;

export const wrongDisputeStatus = (status: DisputeStatus, message: string): WrongDisputeStatus =>
  refuse('WrongDisputeStatus', message, { status });

export type TooManyDisputeMessages = Refused<'TooManyDisputeMessages', { maximum: number }>;

/** Messages of one dispute. */
export const maxMessages = 100;

export const tooManyMessages = (): TooManyDisputeMessages =>
  refuse('TooManyDisputeMessages', `A dispute has at most ${maxMessages} messages. Ask support to decide.`, {
    maximum: maxMessages,
  });

export type BankDecides = Refused<'BankDecides', { evidenceDueAt: string }>;

export const bankDecides = (evidenceDueAt: Date): BankDecides =>
  refuse('BankDecides', 'The buyer’s bank decides a chargeback. Send it evidence, or accept the chargeback.', {
    evidenceDueAt: evidenceDueAt.toISOString(),
  });

export type NoChargeback = Refused<'NoChargeback'>;

export const noChargeback = (): NoChargeback =>
  refuse('NoChargeback', 'This is no chargeback: support decides it, and no bank waits for evidence.');
