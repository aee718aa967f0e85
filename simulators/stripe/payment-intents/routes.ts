import { answerList, listParams } from '../lists/list.ts';
import { choice, integer, leftOut, metadata, required, text } from '../wire/params.ts';
import { type Route, route } from '../wire/route.ts';
import { findInPath } from '../work/find.ts';
import { captureIntent } from './capture.ts';
import { confirmIntent, declined, sentMethod } from './confirm.ts';
import { attemptOf, confirmParams, createIntent, createParams, leftOutParams } from './create.ts';
import { cancelIntent } from './end.ts';
import { incrementAuthorization } from './increment.ts';
import { renderIntent } from './render.ts';
import { unexpectedState } from './unexpected-state.ts';
import { updateIntent, updateParams } from './update.ts';

const cancelable = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'];

const captureParams = {
  amount_to_capture: integer({ min: 1 }),
  final_capture: choice('true'),
  metadata,
  statement_descriptor: text(22),
  statement_descriptor_suffix: text(22),
  application_fee_amount: leftOut,
  transfer_data: leftOut,
  amount_details: leftOut,
  payment_details: leftOut,
  hooks: leftOut,
};

const cancellationReason = choice('duplicate', 'fraudulent', 'requested_by_customer', 'abandoned');

export const paymentIntentRoutes: readonly Route[] = [
  route('POST', '/v1/payment_intents', createParams, ({ work, params }) =>
    renderIntent(createIntent(work, params), work.view),
  ),
  route('GET', '/v1/payment_intents', { ...listParams, customer: text() }, (call) =>
    answerList(
      call,
      'intents',
      ({ customer }) => !call.params.customer || customer === call.params.customer,
      (record) => renderIntent(record, call.work.view),
    ),
  ),
  route('GET', '/v1/payment_intents/:id', { client_secret: text() }, ({ work, path }) =>
    renderIntent(findInPath(work, 'intents', path.id!), work.view),
  ),
  route('POST', '/v1/payment_intents/:id', updateParams, ({ work, path, params }) =>
    renderIntent(updateIntent(work, findInPath(work, 'intents', path.id!), params), work.view),
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/confirm',
    { ...confirmParams, capture_method: choice('automatic', 'automatic_async', 'manual'), ...leftOutParams },
    ({ work, path, params }) => {
      const intent = findInPath(work, 'intents', path.id!);
      const described = {
        ...intent,
        captureMethod: params.capture_method ?? intent.captureMethod,
        returnUrl: params.return_url ?? intent.returnUrl,
        receiptEmail: params.receipt_email ?? intent.receiptEmail,
        setupFutureUsage: params.setup_future_usage ?? intent.setupFutureUsage,
      };
      const attempted = confirmIntent(work, described, sentMethod(work, params, intent.customer), attemptOf(params));
      if (attempted.failure) throw declined(work, attempted);
      return renderIntent(attempted.intent, work.view);
    },
  ),
  route('POST', '/v1/payment_intents/:id/capture', captureParams, ({ work, path, params }) => {
    const intent = findInPath(work, 'intents', path.id!);
    const sent = { amount: params.amount_to_capture, metadata: params.metadata };
    return renderIntent(captureIntent(work, intent, sent), work.view);
  }),
  route(
    'POST',
    '/v1/payment_intents/:id/cancel',
    { cancellation_reason: cancellationReason },
    ({ work, path, params }) => {
      const intent = findInPath(work, 'intents', path.id!);
      if (!cancelable.includes(intent.status))
        throw unexpectedState(
          work,
          intent,
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${cancelable.join(', ')}, processing.`,
        );
      return renderIntent(cancelIntent(work, intent, params.cancellation_reason ?? null), work.view);
    },
  ),
  route(
    'POST',
    '/v1/payment_intents/:id/increment_authorization',
    {
      amount: required(integer({ min: 1 })),
      metadata,
      description: text(),
      statement_descriptor: text(22),
      application_fee_amount: leftOut,
      transfer_data: leftOut,
      amount_details: leftOut,
      payment_details: leftOut,
      hooks: leftOut,
      payment_method_options: leftOut,
    },
    ({ work, path, params: { amount, metadata: sentMetadata, description } }) => {
      const intent = findInPath(work, 'intents', path.id!);
      const sent = { amount, metadata: sentMetadata, description };
      return renderIntent(incrementAuthorization(work, intent, sent), work.view);
    },
  ),
];
