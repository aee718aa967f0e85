import { badUserInput, conflict, forbidden, serviceUnavailable } from '@soko/errors';
import { newId } from '@soko/ids';
import { startFixture } from '@soko/testing';

/** What payments has of a subscription. */
export interface Kept {
  id: string;
  reference: string;
  userId: string;
  status: string;
  amount: { amount: string; currency: string };
  paidUntil: string | null;
  endsWithPeriod: boolean;
  hasCard: boolean;
  clientSecret: string | null;
  actionUrl: string | null;
  failureCode: string | null;
  failureMessage: string | null;
  version: number;
}

interface Start {
  reference: string;
  userId: string;
  amount: Kept['amount'];
  idempotencyKey: string;
  paymentMethodId: string;
}

export const dayMs = 86_400_000;
export const nextMonth = new Date(Date.now() + 30 * dayMs).toISOString();

/** Everything payments has. */
export const kept = new Map<string, Kept>();

export const desk = {
  /** What the next subscription becomes. */
  outcome: {} as Partial<Kept>,
  asked: [] as Start[],
  /** What a subscription becomes with its next card, and the cards that were chosen. */
  withCard: {} as Partial<Kept>,
  cards: [] as string[],
  isAway: false,
};

export function clearDesk(): void {
  desk.outcome = {};
  desk.asked = [];
  desk.withCard = {};
  desk.cards = [];
  desk.isAway = false;
}

export const newKept = (more: Pick<Kept, 'reference' | 'userId' | 'amount'> & Partial<Kept>): Kept => ({
  id: newId('sbn'),
  status: 'ACTIVE',
  paidUntil: nextMonth,
  endsWithPeriod: false,
  hasCard: true,
  clientSecret: null,
  actionUrl: null,
  failureCode: null,
  failureMessage: null,
  version: 3,
  ...more,
});

/** Payments as far as users asks it: the outcomes of Stripe are those of `outcome`. */
export const payments = startFixture('payments', {
  Query: {
    platformSubscription: (_: unknown, { id }: { id: string }): Kept | null => kept.get(id) ?? null,
  },
  Mutation: {
    startSubscription(_: unknown, { input }: { input: Start }): Kept {
      if (input.paymentMethodId === 'pmt_foreign') throw badUserInput('No such method.', 'paymentMethodId');
      if (input.paymentMethodId === 'pmt_away') throw serviceUnavailable('Stripe is away.');
      desk.asked.push(input);
      const { reference, userId, amount } = input;
      const known = [...kept.values()].find((each) => each.reference === reference && each.status !== 'FAILED');
      if (known !== undefined && known.userId !== userId) throw forbidden('Another user pays.');
      if (known !== undefined && known.amount.amount !== amount.amount) throw conflict('Another price.');
      const begun: Kept = known ?? newKept({ reference, userId, amount });
      const now = { ...begun, ...desk.outcome };
      kept.set(now.id, now);
      return now;
    },
    changeSubscriptionCard(_: unknown, { input }: { input: { id: string; userId: string; paymentMethodId: string } }) {
      if (input.paymentMethodId === 'pmt_foreign') throw badUserInput('No such method.', 'paymentMethodId');
      const before = kept.get(input.id)!;
      if (before.userId !== input.userId) throw forbidden('Another user pays.');
      desk.cards.push(input.paymentMethodId);
      const now = { ...before, hasCard: true, version: before.version + 2, ...desk.withCard };
      kept.set(now.id, { ...now, failureCode: null, failureMessage: null });
      return now;
    },
    endSubscription(_: unknown, { input }: { input: { id: string; end: string } }): Kept {
      if (desk.isAway) throw serviceUnavailable('Stripe is away.');
      const before = kept.get(input.id)!;
      const isPaid = before.status === 'ACTIVE';
      const hasEnd = input.end !== 'NOT_SET';
      const ended =
        hasEnd && !(input.end === 'PERIOD_END' && isPaid) ? { status: 'ENDED' } : { endsWithPeriod: hasEnd };
      const now = { ...before, ...ended, version: before.version + 2 };
      kept.set(now.id, now);
      return now;
    },
  },
});
