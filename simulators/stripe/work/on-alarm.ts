import { collectInvoice, finalizeAndCollect } from '../invoices/collect.ts';
import { expireIntent } from '../payment-intents/end.ts';
import { payPayout, sendPayout } from '../payouts/finish.ts';
import { failRefund, moveRefund } from '../refunds/finish.ts';
import { expireSubscription } from '../subscriptions/end.ts';
import { renewSubscription } from '../subscriptions/renew.ts';
import type { AlarmName } from './alarm-names.ts';
import type { Work } from './work.ts';

/** The change that each alarm makes to its record. */
export const onAlarm: Record<AlarmName, (work: Work, subject: string) => void> = {
  expire: expireIntent,
  'settle-refund'(work, id) {
    const refund = work.view.get('refunds', id);
    if (refund?.status === 'pending') moveRefund(work, refund, 'succeeded');
  },
  'fail-refund'(work, id) {
    const refund = work.view.get('refunds', id);
    if (refund) failRefund(work, refund);
  },
  'send-payout'(work, id) {
    const payout = work.view.get('payouts', id);
    if (payout) sendPayout(work, payout);
  },
  'pay-payout'(work, id) {
    const payout = work.view.get('payouts', id);
    if (payout) payPayout(work, payout);
  },
  'renew-subscription': renewSubscription,
  'expire-subscription'(work, id) {
    const subscription = work.view.get('subscriptions', id);
    if (subscription?.status === 'incomplete') expireSubscription(work, subscription);
  },
  'finalize-invoice': finalizeAndCollect,
  'retry-invoice': collectInvoice,
};
