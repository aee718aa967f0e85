import { answerList, listParams } from '../lists/list.ts';
import type { SubscriptionRecord } from '../records/billing.ts';
import { noSuch, refused } from '../wire/api-error.ts';
import { anything, choice, flag, leftOut, type Params, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInPath } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import type { Work } from '../work/work.ts';
import { createParams, createSubscription, describingParams, leftOutParams, requireOwnMethod } from './create.ts';
import { cancelSubscription, hasEnded } from './end.ts';
import { renderSubscription } from './render.ts';

const updateParams = {
  ...describingParams,
  ...leftOutParams,
  items: leftOut,
  payment_behavior: choice('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete'),
  proration_behavior: choice('create_prorations', 'none', 'always_invoice'),
  off_session: flag,
};

/** Cancelling at the period's end can be taken back until then. */
function cancellationOf(subscription: SubscriptionRecord, atEnd: boolean | undefined, now: number) {
  if (atEnd === undefined || atEnd === subscription.cancelAtPeriodEnd) return {};
  const reason: SubscriptionRecord['cancellationReason'] = atEnd ? 'cancellation_requested' : null;
  return { cancelAtPeriodEnd: atEnd, canceledAt: atEnd ? now : null, cancellationReason: reason };
}

function updateSubscription(work: Work, subscription: SubscriptionRecord, sent: Params<typeof updateParams>) {
  const { metadata, default_payment_method: method, description, cancel_at_period_end: atEnd } = sent;
  if (
    hasEnded(subscription) &&
    Object.entries(sent).some(([name, value]) => name !== 'metadata' && value !== undefined)
  )
    throw refused('A canceled subscription can only update its cancellation_details and metadata.', {
      code: 'invalid_canceled_subscription_fields',
    });
  if (method) requireOwnMethod(work, method, subscription.customer);
  const saves = sent.payment_settings?.save_default_payment_method;
  const changed = work.put('subscriptions', {
    ...subscription,
    ...withoutUndefined({
      defaultPaymentMethod: method,
      description,
      savesMethod: saves === undefined ? undefined : saves === 'on_subscription',
    }),
    ...cancellationOf(subscription, atEnd, work.now),
    metadata: changeMetadata(subscription.metadata, metadata),
  });
  work.tell('customer.subscription.updated', 'subscriptions', changed, subscription);
  return changed;
}

const statuses = choice(
  'active',
  'all',
  'canceled',
  'ended',
  'incomplete',
  'incomplete_expired',
  'past_due',
  'paused',
  'trialing',
  'unpaid',
);

/** Without a status, Stripe lists all that are not canceled. */
function hasStatus(record: SubscriptionRecord, status: ReturnType<typeof statuses>): boolean {
  if (status === undefined) return record.status !== 'canceled';
  if (status === 'ended') return hasEnded(record);
  return status === 'all' || record.status === status;
}

export const subscriptionRoutes: readonly Route[] = [
  route('POST', '/v1/subscriptions', createParams, ({ work, params }) =>
    renderSubscription(createSubscription(work, params), work.view),
  ),
  route('GET', '/v1/subscriptions', { ...listParams, customer: text(), price: text(), status: statuses }, (call) => {
    const { customer, price, status } = call.params;
    return answerList(
      call,
      'subscriptions',
      (record) =>
        (!customer || record.customer === customer) && (!price || record.price === price) && hasStatus(record, status),
      (record) => renderSubscription(record, call.work.view),
    );
  }),
  route('GET', '/v1/subscriptions/:id', {}, ({ work, path }) =>
    renderSubscription(findInPath(work, 'subscriptions', path.id!), work.view),
  ),
  route('POST', '/v1/subscriptions/:id', updateParams, ({ work, path, params }) =>
    renderSubscription(updateSubscription(work, findInPath(work, 'subscriptions', path.id!), params), work.view),
  ),
  route(
    'DELETE',
    '/v1/subscriptions/:id',
    { cancellation_details: anything, invoice_now: leftOut, prorate: leftOut },
    ({ work, path }) => {
      const subscription = findInPath(work, 'subscriptions', path.id!);
      // Stripe cancels once: afterwards the path names nothing that can be canceled.
      if (hasEnded(subscription)) throw noSuch('subscription', path.id!, 'id');
      return renderSubscription(cancelSubscription(work, subscription, 'cancellation_requested'), work.view);
    },
  ),
];
