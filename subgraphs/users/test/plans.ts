import type { Viewer } from '@soko/auth';
import { type EventTrail, newEvent, paymentsSubscription } from '@soko/events';
import { until } from '@soko/testing';
import { mutationsOf } from './ask.ts';
import { kept, type Kept } from './plan-payments.ts';
import type { UsersGraph } from './start-users.ts';
import { storeFields } from './teams.ts';

const fields = `${storeFields} ... on StorePlanActionRequired { clientSecret actionUrl store { plan } }
  ... on StorePlanDeclined { declineCode }`;

const subscription = `planSubscription { plan status hasCard price { amount currency } endsWithPeriod graceUntil payer { id } }`;

const trail: EventTrail = {
  correlationId: 'cor_spec',
  causationId: null,
  actor: { kind: 'service', id: 'payments' },
  now: () => new Date(),
};

let keys = 0;

/** Steps that several specs of plans share. */
export function plansOf(graph: () => UsersGraph) {
  const change = mutationsOf(graph);

  const take = (as: Viewer, storeId: string, more: object = {}) =>
    change(
      'changeStorePlan',
      { storeId, plan: 'GROWTH', paymentMethodId: 'pmt_visa', idempotencyKey: `key number ${(keys += 1)}`, ...more },
      as,
      fields,
    );

  const changeCard = (as: Viewer, storeId: string, paymentMethodId: string, key?: string) =>
    change(
      'changeStorePlanCard',
      { storeId, paymentMethodId, idempotencyKey: key ?? `key number ${(keys += 1)}` },
      as,
      fields,
    );

  const leave = (as: Viewer, storeId: string) => take(as, storeId, { plan: 'TRIAL', paymentMethodId: null });

  async function look(as: Viewer, storeId: string) {
    const document = `query ($id: ID) { store(id: $id) { plan mintQuota ${subscription} } }`;
    return (await graph().query(document, { id: storeId }, { as })).data.store;
  }

  const eventsOf = async (storeId: string): Promise<{ type: string; data: Record<string, unknown> }[]> =>
    (await graph().told())
      .filter(({ subject, type }) => subject === storeId && type.startsWith('users.store.plan_'))
      .map(({ type, data }) => ({ type: type.slice('users.store.'.length), data: data as Record<string, unknown> }));

  /** Publishes that a subscription is in another state now. */
  async function report(storeId: string, status: string, more: Partial<Kept> = {}): Promise<void> {
    const before = [...kept.values()].findLast(({ reference }) => reference === storeId)!;
    const now = { ...before, status, version: before.version + 1, ...more };
    kept.set(now.id, now);
    const data = {
      reference: storeId,
      userId: now.userId,
      amount: { amountMinor: '2900', currency: 'EUR' },
      status: status as 'ACTIVE',
      previousStatus: before.status as 'ACTIVE',
      paidUntil: now.paidUntil,
      endsWithPeriod: now.endsWithPeriod,
      hasCard: now.hasCard,
      needsConfirmation: status === 'PAST_DUE' && now.clientSecret !== null,
      failureCode: null,
    };
    const event = newEvent(paymentsSubscription, 'changed', { subject: now.id, sequence: now.version, data }, trail);
    await graph().bus.publish(paymentsSubscription.name, [event, event]);
  }

  const untilPlan = (as: Viewer, storeId: string, expected: object) =>
    until(`the plan is ${JSON.stringify(expected)}`, async () => {
      const seen = { ...(await look(as, storeId)) };
      return Object.entries(expected).every(([name, value]) => (seen[name] ?? seen.planSubscription?.[name]) === value);
    });

  return { take, leave, changeCard, look, eventsOf, report, untilPlan };
}
