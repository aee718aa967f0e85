import { serviceIdentity } from '@soko/auth';
import { badUserInput, conflict, idempotencyMismatch, serviceUnavailable } from '@soko/errors';
import { type Money, parseMoney, toGraphMoney } from '@soko/money';
import { createPeer, PeerFailed, type SubgraphTransport } from '@soko/subgraph';
import type { PlanFact } from '../domain/store-plan.ts';
import {
  usersChangeSubscriptionCard,
  usersEndSubscription,
  usersStartSubscription,
  usersSubscription,
  type UsersStartSubscriptionData,
} from '../generated/peers/payments.ts';

/** A card that pays every month. Repeats with the same key have no second effect. */
export interface Subscribe {
  reference: string;
  userId: string;
  paymentMethodId: string;
  price: Money;
  description: string;
  idempotencyKey: string;
}

export interface ChangeCard {
  id: string;
  userId: string;
  paymentMethodId: string;
}

/** What the payer needs to confirm a payment. */
export interface Confirmation {
  /** For the provider's script in the browser. */
  clientSecret: string | null;
  /** Page on which they confirm it. */
  actionUrl: string | null;
}

export interface SeenSubscription extends Confirmation {
  /** Null while the provider has not answered. */
  fact: PlanFact | null;
  failure: { code: string; message: string } | null;
}

/** The subgraph that charges cards. */
export interface PaymentsPeer {
  /** Null when another person pays for it. */
  subscribe(subscribe: Subscribe, correlationId: string): Promise<SeenSubscription | null>;
  endSubscription(id: string, end: 'NOT_SET' | 'PERIOD_END' | 'NOW', correlationId: string): Promise<SeenSubscription>;
  /** Has another card of the payer pay, also for a month that was not paid. `failure` says why it was declined. */
  changeCard(card: ChangeCard, correlationId: string): Promise<SeenSubscription>;
  /** How the payer confirms a payment. Null when there is none to confirm. */
  findConfirmation(id: string, correlationId: string): Promise<Confirmation | null>;
}

type Seen = UsersStartSubscriptionData['startSubscription'];

function toFact({ id, reference, userId, status, amount, paidUntil, version, ...seen }: Seen): PlanFact | null {
  if (status === 'CREATED') return null;
  return {
    storeId: reference,
    subscriptionId: id,
    userId,
    status,
    ...parseMoney(amount.amount, amount.currency),
    paidUntil: paidUntil === null ? null : new Date(paidUntil),
    endsWithPeriod: seen.endsWithPeriod,
    hasCard: seen.hasCard,
    needsConfirmation: status === 'PAST_DUE' && (seen.clientSecret !== null || seen.actionUrl !== null),
    sequence: version,
  };
}

const toSeen = (seen: Seen): SeenSubscription => ({
  fact: toFact(seen),
  clientSecret: seen.clientSecret,
  actionUrl: seen.actionUrl,
  failure: seen.failureCode === null ? null : { code: seen.failureCode, message: seen.failureMessage ?? '' },
});

/** What the caller can do about it: another card, another key, or a repeat. */
function forCaller(error: unknown): unknown {
  if (!(error instanceof PeerFailed)) return error;
  switch (error.code) {
    case 'BAD_USER_INPUT':
      return badUserInput(error.reason, 'paymentMethodId');
    case 'IDEMPOTENCY_MISMATCH':
      return idempotencyMismatch('idempotencyKey');
    case 'CONFLICT':
      return conflict('A payment of another price waits for its confirmation. Confirm it, or end it with `TRIAL`.');
    case 'SERVICE_UNAVAILABLE':
      return serviceUnavailable(error.reason);
    default:
      return error;
  }
}

const rethrowForCaller = (error: unknown): never => {
  throw forCaller(error);
};

export function createPaymentsPeer(transport: SubgraphTransport): PaymentsPeer {
  const ask = createPeer('payments', transport);
  const as = (correlationId: string) => serviceIdentity('users', correlationId);
  return {
    async subscribe({ price, ...subscribe }, correlationId) {
      const input = { ...subscribe, amount: toGraphMoney(price) };
      try {
        return toSeen((await ask(usersStartSubscription, { input }, as(correlationId))).startSubscription);
      } catch (error) {
        if (error instanceof PeerFailed && error.code === 'FORBIDDEN') return null;
        throw forCaller(error);
      }
    },
    async endSubscription(id, end, correlationId) {
      const asked = ask(usersEndSubscription, { input: { id, end } }, as(correlationId));
      return toSeen((await asked.catch(rethrowForCaller)).endSubscription);
    },
    async changeCard(input, correlationId) {
      const asked = ask(usersChangeSubscriptionCard, { input }, as(correlationId));
      return toSeen((await asked.catch(rethrowForCaller)).changeSubscriptionCard);
    },
    async findConfirmation(id, correlationId) {
      const { platformSubscription: seen } = await ask(usersSubscription, { id }, as(correlationId));
      return seen === null || (seen.clientSecret === null && seen.actionUrl === null) ? null : seen;
    },
  };
}
