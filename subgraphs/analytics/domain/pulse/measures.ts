import { moneyInEvent } from '@soko/money';
import type { NewRecord } from '../event-record.ts';

/** What one recorded event adds to the pulse of the platform. */
export interface PulseNews {
  eventId: string;
  /** Start of the minute in which it happened. */
  minute: Date;
  measure: PulseMeasure;
  /** Null for what has no amount. */
  currency: string | null;
  amountMinor: bigint;
}

export type PulseMeasure = (typeof rules)[keyof typeof rules]['measure'];

/** The events that are counted, with the path of the amount in their data. */
const rules = {
  'users.user.registered': { measure: 'registrations', amount: null },
  'orders.order.placed': { measure: 'orders_placed', amount: ['order', 'total'] },
  'orders.order.confirmed': { measure: 'orders_confirmed', amount: ['order', 'total'] },
  'orders.order.cancelled': { measure: 'orders_cancelled', amount: ['order', 'total'] },
  'orders.order.expired': { measure: 'orders_failed', amount: ['order', 'total'] },
  'orders.order.failed': { measure: 'orders_failed', amount: ['order', 'total'] },
  'payments.payment.captured': { measure: 'payments_captured', amount: ['payment', 'captured'] },
  'payments.payment.failed': { measure: 'payments_failed', amount: null },
  'payments.payment.refunded': { measure: 'refunds', amount: ['amount'] },
  'wallets.bet.placed': { measure: 'bets_placed', amount: ['bet', 'stake'] },
  'wallets.bet.settled': { measure: 'bets_settled', amount: ['paid'] },
  'wallets.deposit.completed': { measure: 'deposits', amount: ['deposit', 'amount'] },
  'wallets.withdrawal.completed': { measure: 'withdrawals', amount: ['withdrawal', 'amount'] },
} as const;

interface Rule {
  measure: PulseMeasure;
  amount: readonly string[] | null;
}

const ruleOf = (type: string): Rule | null => (Object.hasOwn(rules, type) ? rules[type as keyof typeof rules] : null);

const minuteMs = 60_000;

/** Minutes that the pulse shows: the current one and those before it. */
export const pulseMinutes = 15;

export const minuteOf = (time: Date): Date => new Date(Math.floor(time.getTime() / minuteMs) * minuteMs);

/** Starts of the minutes that the pulse shows at a time, oldest first. */
export const minutesUntil = (now: Date): Date[] =>
  Array.from(
    { length: pulseMinutes },
    (_, at) => new Date(minuteOf(now).getTime() - (pulseMinutes - 1 - at) * minuteMs),
  );

function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], data);
}

function newsIn({ id, type, time, data }: NewRecord): PulseNews | null {
  const rule = ruleOf(type);
  if (rule === null) return null;
  const { measure } = rule;
  const news = { eventId: id, minute: minuteOf(time), measure };
  if (rule.amount === null) return { ...news, currency: null, amountMinor: 0n };
  const amount = moneyInEvent.safeParse(valueAt(data, rule.amount));
  // An event that does not fit its schema is recorded as it is, and not counted.
  if (!amount.success) return null;
  return { ...news, currency: amount.data.currency, amountMinor: BigInt(amount.data.amountMinor) };
}

/** What events say about the minutes that the pulse shows. Older ones, such as those of a record that is built again, say nothing. */
export function pulseNews(records: readonly NewRecord[], now: Date): PulseNews[] {
  const from = minutesUntil(now)[0]!;
  return records.filter(({ time }) => time >= from).flatMap((record) => newsIn(record) ?? []);
}
