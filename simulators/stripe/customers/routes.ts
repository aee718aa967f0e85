import { answerList, listParams } from '../lists/list.ts';
import { renderPaymentMethod } from '../payment-methods/render.ts';
import type { CustomerRecord } from '../records/payments.ts';
import { anything, choice, leftOut, metadata, nested, type Params, text } from '../wire/params.ts';
import { randomId } from '../wire/random-id.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInParam, findInPath } from '../work/find.ts';
import { withoutUndefined } from '../work/without-undefined.ts';
import type { Work } from '../work/work.ts';
import { attach } from '../payment-methods/attach.ts';
import { cancelSubscription, hasEnded } from '../subscriptions/end.ts';
import { renderCustomer } from './render.ts';

const customerParams = {
  email: text(512),
  name: text(256),
  phone: text(20),
  description: text(),
  metadata,
  invoice_settings: nested({ default_payment_method: text() }),
  address: anything,
  shipping: anything,
  preferred_locales: anything,
  source: leftOut,
  balance: leftOut,
  tax: leftOut,
  test_clock: leftOut,
};

function describe(work: Work, customer: CustomerRecord, sent: Params<typeof customerParams>): CustomerRecord {
  const method = sent.invoice_settings?.default_payment_method;
  if (method) findInParam(work, 'paymentMethods', method, 'invoice_settings[default_payment_method]');
  const { email, name, phone, description } = sent;
  return work.put('customers', {
    ...customer,
    ...withoutUndefined({ email, name, phone, description, defaultPaymentMethod: method }),
    metadata: changeMetadata(customer.metadata, sent.metadata),
  });
}

const newCustomer = (work: Work): CustomerRecord => ({
  id: randomId('cus', 14),
  account: work.account,
  createdAt: work.now,
  email: null,
  name: null,
  phone: null,
  description: null,
  metadata: {},
  defaultPaymentMethod: null,
});

export const customerRoutes: readonly Route[] = [
  route('POST', '/v1/customers', { ...customerParams, payment_method: text() }, ({ work, params }) => {
    const customer = describe(work, newCustomer(work), params);
    if (params.payment_method)
      attach(work, findInParam(work, 'paymentMethods', params.payment_method, 'payment_method'), customer);
    work.tell('customer.created', 'customers', customer);
    return renderCustomer(customer);
  }),
  route('GET', '/v1/customers', { ...listParams, email: text() }, (call) =>
    answerList(call, 'customers', ({ email }) => !call.params.email || email === call.params.email, renderCustomer),
  ),
  route('GET', '/v1/customers/:id', {}, ({ work, path }) => renderCustomer(findInPath(work, 'customers', path.id!))),
  route('POST', '/v1/customers/:id', customerParams, ({ work, path, params }) => {
    const customer = findInPath(work, 'customers', path.id!);
    const changed = describe(work, customer, params);
    work.tell('customer.updated', 'customers', changed, customer);
    return renderCustomer(changed);
  }),
  route('DELETE', '/v1/customers/:id', {}, ({ simulator, work, path }) => {
    const customer = findInPath(work, 'customers', path.id!);
    for (const method of simulator.records.oldestFirst('paymentMethods')) {
      if (method.customer === customer.id) work.put('paymentMethods', { ...method, customer: null, used: true });
    }
    for (const subscription of simulator.records.oldestFirst('subscriptions')) {
      const isTheirs = subscription.customer === customer.id && !hasEnded(subscription);
      if (isTheirs) cancelSubscription(work, subscription, 'cancellation_requested');
    }
    work.draft.remove('customers', customer.id);
    work.tell('customer.deleted', 'customers', customer);
    return { id: customer.id, object: 'customer', deleted: true };
  }),
  route('GET', '/v1/customers/:id/payment_methods', { ...listParams, type: choice('card') }, (call) => {
    const { id } = findInPath(call.work, 'customers', call.path.id!);
    return answerList(call, 'paymentMethods', ({ customer }) => customer === id, renderPaymentMethod);
  }),
];
