import { answerList, listParams } from '../lists/list.ts';
import { refused } from '../wire/api-error.ts';
import { choice, integer, metadata, nested, required, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { changeMetadata } from '../work/change-metadata.ts';
import { findInParam, findInPath } from '../work/find.ts';
import type { Work } from '../work/work.ts';
import { attach } from './attach.ts';
import {
  billingDetails,
  isToken,
  newPaymentMethod,
  paymentMethodOfToken,
  paymentMethodParams,
  readBillingDetails,
} from './new-payment-method.ts';
import { renderPaymentMethod } from './render.ts';

/** A payment method by its id, or a new one by a token. */
const named = (work: Work, id: string) =>
  isToken(id) ? paymentMethodOfToken(work, id, 'payment_method') : findInPath(work, 'paymentMethods', id);

export const paymentMethodRoutes: readonly Route[] = [
  route('POST', '/v1/payment_methods', paymentMethodParams, ({ work, params }) =>
    renderPaymentMethod(newPaymentMethod(work, params, 'card')),
  ),
  route('GET', '/v1/payment_methods', { ...listParams, customer: text(), type: choice('card') }, (call) => {
    const { customer } = call.params;
    if (customer) findInParam(call.work, 'customers', customer, 'customer');
    return answerList(
      call,
      'paymentMethods',
      (record) => !customer || record.customer === customer,
      renderPaymentMethod,
    );
  }),
  route('GET', '/v1/payment_methods/:id', {}, ({ work, path }) =>
    renderPaymentMethod(findInPath(work, 'paymentMethods', path.id!)),
  ),
  route(
    'POST',
    '/v1/payment_methods/:id',
    {
      metadata,
      billing_details: billingDetails,
      card: nested({ exp_month: integer({ min: 1, max: 12 }), exp_year: integer() }),
      allow_redisplay: text(),
    },
    ({ work, path, params }) => {
      const method = findInPath(work, 'paymentMethods', path.id!);
      if (method.customer === null)
        throw refused('You must save this PaymentMethod to a customer before you can update it.');
      const changed = work.put('paymentMethods', {
        ...method,
        card: {
          ...method.card,
          expMonth: params.card?.exp_month ?? method.card.expMonth,
          expYear: params.card?.exp_year ?? method.card.expYear,
        },
        billingDetails: params.billing_details ? readBillingDetails(params.billing_details) : method.billingDetails,
        metadata: changeMetadata(method.metadata, params.metadata),
      });
      work.tell('payment_method.updated', 'paymentMethods', changed, method);
      return renderPaymentMethod(changed);
    },
  ),
  route('POST', '/v1/payment_methods/:id/attach', { customer: required(text()) }, ({ work, path, params }) => {
    const customer = findInParam(work, 'customers', params.customer, 'customer');
    const attached = attach(work, named(work, path.id!), customer);
    work.tell('payment_method.attached', 'paymentMethods', attached);
    return renderPaymentMethod(attached);
  }),
  route('POST', '/v1/payment_methods/:id/detach', {}, ({ work, path }) => {
    const method = findInPath(work, 'paymentMethods', path.id!);
    if (method.customer === null)
      throw refused('The payment method you provided is not attached to a customer so detachment is impossible.');
    const detached = work.put('paymentMethods', { ...method, customer: null, used: true });
    work.tell('payment_method.detached', 'paymentMethods', detached, method);
    return renderPaymentMethod(detached);
  }),
];
