import type { TemplateName } from './templates/template-data.ts';

/** What messages are about. People choose by topic and channel which ones they get. */
export const topics = [
  'SECURITY',
  'ACCOUNT',
  'ORDERS',
  'SELLING',
  'WALLET',
  'BETTING',
  'MESSAGES',
  'SAVED_SEARCHES',
  'REWARDS',
  'MARKETING',
] as const;

export type Topic = (typeof topics)[number];

/** How messages of a template are treated. */
export interface Kind {
  topic: Topic;
  /** Also shown in the app, to people who have an account. */
  inApp: boolean;
  /** Sent at once, also in quiet hours: it says something that cannot wait. */
  atAnyHour: boolean;
}

/** Warnings and notices that nobody can turn off. */
const security: Kind = { topic: 'SECURITY', inApp: true, atAnyHour: true };

/** Codes, links and tokens are in the mail alone. */
const secret: Kind = { ...security, inApp: false };

const about = (topic: Topic): Kind => ({ topic, inApp: true, atAnyHour: false });

const account = about('ACCOUNT');
const orders = about('ORDERS');
const selling = about('SELLING');
const wallet = about('WALLET');

const kinds: { readonly [Name in TemplateName]: Kind } = {
  'one-time-code': secret,
  'one-time-code-sms': secret,
  'data-export-ready': secret,
  'sign-up-attempted': security,
  'password-changed': security,
  'email-changed': security,
  'session-reused': security,
  'log-ins-refused': security,
  'new-device': security,
  'wallet-key-exported': security,
  'account-suspended': security,
  'account-reinstated': security,
  'data-export-failed': security,
  'report-ready': account,
  'report-failed': account,
  // They protect people who gamble from others, and from themselves.
  excluded: security,
  'limit-changed': security,
  welcome: account,
  'order-confirmed': orders,
  'order-packed': orders,
  'order-reduced': orders,
  'order-shipped': orders,
  'order-delivery-failed': orders,
  'order-delivered': orders,
  'order-cancelled': orders,
  'order-refunded': orders,
  'order-failed': orders,
  'payment-failed': orders,
  // The buyer is paying, and has minutes for it.
  'payment-needs-action': { ...orders, atAnyHour: true },
  'goods-ready': orders,
  'goods-ready-for-guest': orders,
  'review-answered': orders,
  'review-hidden': orders,
  'review-received': selling,
  // A request for a review counts as advertising: it needs a yes.
  'review-invitation': { ...about('MARKETING'), inApp: false },
  'dispute-opened': orders,
  'chargeback-opened': orders,
  'dispute-message': orders,
  'dispute-ready': orders,
  'dispute-decided': orders,
  'sale-dispute-opened': selling,
  'sale-chargeback-opened': selling,
  'sale-dispute-message': selling,
  'sale-dispute-ready': selling,
  'sale-dispute-decided': selling,
  'sale-chargeback-ended': selling,
  'sale-dispute-withdrawn': selling,
  'offer-countered': orders,
  'offer-accepted': orders,
  'offer-declined': orders,
  'offer-withdrawn': orders,
  'offer-held': orders,
  'offer-resumed': orders,
  'offer-released': orders,
  'offer-expired': orders,
  'sale-offer-made': selling,
  'sale-offer-accepted': selling,
  'sale-offer-declined': selling,
  'sale-offer-withdrawn': selling,
  'sale-offer-expired': selling,
  'return-requested': orders,
  'return-approved': orders,
  'return-declined': orders,
  'return-received': orders,
  'return-cancelled': orders,
  'sale-return-requested': selling,
  'sale-return-approved': selling,
  'sale-return-shipped': selling,
  'sale-return-refunded': selling,
  'sale-return-cancelled': selling,
  'refund-failed': orders,
  'refund-ended': orders,
  'sale-refund-failed': selling,
  'sale-refund-ended': selling,
  'order-sold': selling,
  'sale-cancelled': selling,
  'stock-low': selling,
  'payout-paid': selling,
  'payout-failed': selling,
  'payout-account-disabled': selling,
  'plan-started': selling,
  'plan-overdue': selling,
  'plan-needs-confirmation': selling,
  'plan-card-removed': selling,
  'plan-ended': selling,
  'advert-exhausted': selling,
  'advert-ended': selling,
  'invoice-issued': selling,
  'seller-applied': selling,
  'seller-approved': selling,
  'seller-rejected': selling,
  'seller-suspended': selling,
  'seller-reinstated': selling,
  'seller-closed': selling,
  'webhook-disabled': selling,
  'store-invitation': { ...selling, inApp: false },
  'deposit-received': wallet,
  'deposit-in-review': wallet,
  'deposit-returned': wallet,
  'withdrawal-paid': wallet,
  'withdrawal-failed': wallet,
  'withdrawal-under-review': wallet,
  'bets-settled': about('BETTING'),
  'limit-reached': about('BETTING'),
  'message-waiting': about('MESSAGES'),
  'search-matched': about('SAVED_SEARCHES'),
  // Stores offer them without being asked: the mail needs a yes, as advertising does.
  'reward-offered': about('REWARDS'),
};

/** How messages of a template are treated. */
export const kindOf = (template: TemplateName): Kind => kinds[template];

/** True for a template whose messages do not wait in quiet hours. One that is no longer known waits. */
export const isForAnyHour = (template: string): boolean =>
  Object.hasOwn(kinds, template) && kindOf(template as TemplateName).atAnyHour;
