import type { Money } from '@soko/money';
import type { ToBuyer, ToPerson, ToSeller } from './addressees.ts';
import type { PlanTemplateData } from './plan-template-data.ts';
import type { Text } from './text.ts';

/** Purpose of a one-time code. */
export type CodePurpose = 'SIGNUP' | 'LOGIN' | 'WITHDRAW' | 'RESET' | 'EMAIL_CHANGE' | 'PHONE' | 'KEY_EXPORT';

export const reportKinds = [
  'ORDERS',
  'SALES_BY_DAY',
  'SALES_BY_PRODUCT',
  'REFUNDS',
  'STORE_ORDERS',
  'TRADE_BY_DAY',
  'MINTS',
  'BETS',
  'BETS_BY_DAY',
  'EVENTS',
] as const;

export type ReportKind = (typeof reportKinds)[number];

interface Code {
  purpose: CodePurpose;
  /** Six digits. */
  code: string;
  /** Minutes from the request until the code expires. */
  minutes: number;
}

/** A report that a schedule made. */
interface ReportDays {
  kind: ReportKind;
  from: Date;
  to: Date;
}

interface Decision extends ToSeller {
  reason: string | null;
}

/** Templates about wallets and responsible gaming, with the data they need. */
export interface WalletTemplateData {
  /** `credited` is what the wallet got: the amount without excise. */
  'deposit-received': ToPerson & { credited: Money; excise: Money };
  'deposit-in-review': ToPerson & { received: Money; amount: Money };
  /** `paid` is what the person gets: the amount without the tax that was withheld. */
  'withdrawal-paid': ToPerson & { paid: Money; withholding: Money };
  /** `debt` is the part that the wallet lacked. */
  'deposit-returned': ToPerson & { returned: Money; debt: Money };
  'withdrawal-failed': ToPerson & { amount: Money; reason: string };
  /** `day` is the last one of the period. */
  'invoice-issued': ToPerson & { number: string; kind: 'INVOICE' | 'CREDIT_NOTE'; total: Money; day: Date };
  'withdrawal-under-review': ToPerson & { amount: Money };
  /** `paid` of corrections is the difference, so that it can be below zero. */
  'bets-settled': ToPerson & {
    day: Date;
    totals: { bets: number; won: number; corrected: number; stake: Money; paid: Money }[];
  };
  /** `until` is null for a permanent exclusion. */
  excluded: ToPerson & { kind: 'TIME_OUT' | 'SELF_EXCLUSION'; until: Date | null; by: 'USER' | 'SUPPORT' };
  /** `limit` is null when there is none any more. */
  'limit-changed': ToPerson & {
    kind: 'DEPOSIT' | 'STAKE' | 'LOSS';
    period: 'DAY' | 'WEEK' | 'MONTH';
    limit: Money | null;
  };
  /** `until`: the time from which the amount fits. Null when it never does. */
  'limit-reached': ToPerson & {
    kind: 'DEPOSIT' | 'STAKE' | 'LOSS';
    period: 'DAY' | 'WEEK' | 'MONTH';
    limit: Money;
    until: Date | null;
  };
}

interface Goods extends ToBuyer {
  /** Titles of the goods. */
  titles: string;
  total: Money;
}

/** Templates about orders and their payments, with the data they need. */
export interface OrderTemplateData {
  'order-confirmed': Goods;
  'order-packed': Goods;
  /** Less was packed than ordered. */
  'order-reduced': Goods & { oldTotal: Money };
  'order-shipped': Goods;
  'order-delivery-failed': ToBuyer & { reason: string | null };
  'order-delivered': Goods;
  'order-cancelled': Goods & { reason: string | null };
  'order-refunded': ToBuyer & { amount: Money };
  /** Packing failed, or the parcel came back. */
  'order-failed': ToBuyer & { reason: string | null };
  'payment-needs-action': { firstName: string | null };
  'payment-failed': ToBuyer & { reason: string | null };
  /** To the seller. `fee` is the share of the marketplace. */
  'order-sold': ToPerson & { number: string; titles: string; total: Money; fee: Money };
  'sale-cancelled': ToPerson & { number: string; reason: string | null };
  'stock-low': ToPerson & { sku: string; available: number };
}

/** Templates about reviews, with the data they need. `about` is the title of a product or the number of an order. */
export interface ReviewTemplateData {
  /** To the seller. */
  'review-received': ToPerson & { about: string; stars: number };
  /** To the author: the seller has answered. */
  'review-answered': ToPerson & { about: string };
  'review-hidden': ToPerson & { about: string; reason: string };
  /** To people who agreed to advertising, days after a delivery. */
  'review-invitation': ToPerson & { number: string; titles: string };
}

/** Templates about payouts to sellers, with the data they need. */
export interface PayoutTemplateData {
  'payout-paid': ToPerson & { amount: Money; kind: 'MPESA' | 'STRIPE' | 'BANK_ACCOUNT' };
  /** `isBack`: it came back after it had been paid. */
  'payout-failed': ToPerson & { amount: Money; reason: string; isBack: boolean; needsNewMethod: boolean };
  'payout-account-disabled': ToPerson;
}

/** Templates about adverts, with the data they need. `title` is that of the product. */
export interface AdvertTemplateData {
  'advert-exhausted': ToPerson & { title: string; spent: Money };
  'advert-ended': ToPerson & { title: string; spent: Money };
}

interface CancelledReturn {
  /** Words of the person who cancelled it. */
  reason: string | null;
  /** The buyer sent nothing in time. */
  isOverdue: boolean;
}

/** What a return is about. `returnNumber` is such as `SO-2026-000123-1-R1`. */
interface ReturnedGoods {
  returnNumber: string;
  titles: string;
}

/** A refund of a return or a dispute, whose number is such as `SO-2026-000123-1-R1`. */
interface RefundOfCase {
  caseNumber: string;
  refund: Money;
}

/** Templates about returns and the refunds of cases, with the data they need. */
export interface ReturnTemplateData {
  'return-requested': ToBuyer & ReturnedGoods & { until: Date };
  /** `instructions` is null where the seller gave none and there is no address of a warehouse. */
  'return-approved': ToBuyer & ReturnedGoods & { instructions: string | null; until: Date; buyerPays: boolean };
  'return-declined': ToBuyer & ReturnedGoods & { reason: string };
  'return-received': ToBuyer & ReturnedGoods & { refund: Money };
  'return-cancelled': ToBuyer & ReturnedGoods & CancelledReturn;
  /** To the seller, as the others. */
  'sale-return-requested': ToPerson & ReturnedGoods & { until: Date };
  'sale-return-approved': ToPerson & ReturnedGoods;
  'sale-return-shipped': ToPerson & ReturnedGoods & { trackingNumber: string };
  'sale-return-refunded': ToPerson & ReturnedGoods & { refunded: Money };
  'sale-return-cancelled': ToPerson & ReturnedGoods & CancelledReturn;
  'refund-failed': Pick<ToBuyer, 'firstName'> & RefundOfCase;
  'refund-ended': Pick<ToBuyer, 'firstName'> & RefundOfCase & { reason: string };
  'sale-refund-failed': ToPerson & RefundOfCase;
  'sale-refund-ended': ToPerson & RefundOfCase & { reason: string };
}

interface AboutDispute {
  /** Number of the dispute, such as `SO-2026-000123-1-D1`. */
  number: string;
}

type DisputeTo<Person> = Person & AboutDispute;

/**
 * What a decision means for the buyer's money: a refund, nothing, or an order that is not charged, because it came back to the
 * sender.
 */
export type VerdictMoney = { kind: 'REFUND'; refund: Money } | { kind: 'NOTHING' } | { kind: 'NOT_CHARGED' };

type Verdict = VerdictMoney & { reason: string | null };

/** Templates about disputes, with the data they need. Those that begin with `sale` are for sellers. */
export interface DisputeTemplateData {
  'dispute-opened': DisputeTo<ToBuyer> & { until: Date };
  'chargeback-opened': DisputeTo<ToBuyer>;
  'dispute-message': DisputeTo<ToBuyer>;
  'dispute-ready': DisputeTo<ToBuyer>;
  'dispute-decided': DisputeTo<ToBuyer> & Verdict;
  'sale-dispute-opened': DisputeTo<ToPerson> & { until: Date };
  'sale-chargeback-opened': DisputeTo<ToPerson> & { until: Date };
  'sale-dispute-message': DisputeTo<ToPerson>;
  'sale-dispute-ready': DisputeTo<ToPerson>;
  'sale-dispute-decided': DisputeTo<ToPerson> & Verdict;
  'sale-chargeback-ended': DisputeTo<ToPerson> & { kind: 'WON' | 'LOST' };
  'sale-dispute-withdrawn': DisputeTo<ToPerson>;
}

interface AboutOffer {
  /** Title of the product. */
  title: string;
  /** Price of one piece that was proposed last. */
  price: Money;
}

type OfferTo = ToPerson & AboutOffer;

/** Templates about price offers, with the data they need. Those that begin with `sale` are for sellers. */
export interface OfferTemplateData {
  'offer-countered': OfferTo & { until: Date };
  'offer-accepted': OfferTo & { quantity: number; until: Date };
  'offer-declined': OfferTo;
  'offer-withdrawn': OfferTo;
  /** `awayUntil`: end of the vacation of the seller, null when it is not known. `until`: end of the price. */
  'offer-held': OfferTo & { awayUntil: Date | null; until: Date };
  'offer-resumed': OfferTo & { quantity: number; until: Date };
  'offer-released': OfferTo & { until: Date };
  /** `kind`: what ended, the time to answer or the time to order. */
  'offer-expired': OfferTo & { kind: 'ANSWER' | 'ORDER' };
  'sale-offer-made': OfferTo & { quantity: number; until: Date };
  'sale-offer-accepted': OfferTo & { until: Date };
  'sale-offer-declined': OfferTo;
  /** `kind`: what the buyer gave up, a price that waited for an answer or one that was accepted. */
  'sale-offer-withdrawn': OfferTo & { kind: 'PROPOSED' | 'ACCEPTED' };
  'sale-offer-expired': OfferTo;
}

/** Templates about saved searches, with the data they need. */
export interface SearchTemplateData {
  /** `goods`: some of the `count` products. `url` is the page of the product, or null where the shop has none. */
  'search-matched': ToPerson & {
    searchName: string;
    /** 501 means more than 500. */
    count: number;
    goods: readonly { title: string; price: Money; url: string | null }[];
  };
}

/** Templates about rewards for holders of tokens, with the data they need. */
export interface RewardTemplateData {
  'reward-offered': ToPerson & { title: string; tokenName: string };
}

/** Every template, with the data it needs. */
export interface TemplateData
  extends
    WalletTemplateData,
    OrderTemplateData,
    DisputeTemplateData,
    OfferTemplateData,
    ReturnTemplateData,
    ReviewTemplateData,
    AdvertTemplateData,
    SearchTemplateData,
    RewardTemplateData,
    PayoutTemplateData,
    PlanTemplateData {
  'one-time-code': Code;
  'one-time-code-sms': Code;
  /** The campaigns whose windows are open. */
  welcome: ToPerson & { campaigns: readonly { title: string; endsAt: Date }[] };
  'sign-up-attempted': ToPerson;
  'password-changed': ToPerson & { by: 'OWNER' | 'RESET' };
  'email-changed': ToPerson & { email: string };
  'session-reused': ToPerson;
  'log-ins-refused': ToPerson;
  /** `device` is null when it is not known. */
  'new-device': ToPerson & { device: string | null; at: Date };
  /** The owner of a custodial wallet got its key. */
  'wallet-key-exported': ToPerson & { at: Date };
  'account-suspended': ToPerson & { reason: string };
  'account-reinstated': ToPerson;
  'data-export-ready': { downloadUrl: string; expiresAt: Date };
  'data-export-failed': ToPerson;
  /** `from` and `to` are days of the calendar. */
  'report-ready': ToPerson & ReportDays & { rows: number; reportId: string };
  'report-failed': ToPerson & ReportDays;
  'goods-ready': { firstName: string; number: string; titles: string };
  'goods-ready-for-guest': { number: string; titles: string };
  /** `about` is the title of a product or the number of an order. */
  'message-waiting': ToPerson & { unread: number; about: string };
  'seller-applied': ToSeller;
  'seller-approved': ToSeller & { handle: string };
  'seller-rejected': Decision;
  'seller-suspended': Decision;
  'seller-reinstated': ToSeller;
  'seller-closed': Decision;
  /** `host` is that of the endpoint. */
  'webhook-disabled': ToPerson & { storeName: string; host: string; kind: 'FAILING' | 'GONE' };
  'store-invitation': { storeName: string; role: string; token: string; expiresAt: Date };
}

export type TemplateName = keyof TemplateData;

/** All templates of one language. Times are written in the time zone of the reader; null when it is not known. */
export type Templates = {
  readonly [Name in TemplateName]: (data: TemplateData[Name], timeZone: string | null) => Text;
};

/** Templates about orders of one language. */
export type OrderTemplates = Pick<Templates, keyof OrderTemplateData>;

/** Templates about disputes of one language. */
export type DisputeTemplates = Pick<Templates, keyof DisputeTemplateData>;

/** Templates about price offers of one language. */
export type OfferTemplates = Pick<Templates, keyof OfferTemplateData>;

/** Templates about returns of one language. */
export type ReturnTemplates = Pick<Templates, keyof ReturnTemplateData>;

/** Templates about wallets of one language. */
export type WalletTemplates = Pick<Templates, keyof WalletTemplateData>;

/** Templates about reviews of one language. */
export type ReviewTemplates = Pick<Templates, keyof ReviewTemplateData>;

/** Templates about plans of stores of one language. */
export type PlanTemplates = Pick<Templates, keyof PlanTemplateData>;

/** Templates about payouts of one language. */
export type PayoutTemplates = Pick<Templates, keyof PayoutTemplateData>;

/** Templates about adverts of one language. */
export type AdvertTemplates = Pick<Templates, keyof AdvertTemplateData>;

/** Templates about rewards of one language. */
export type RewardTemplates = Pick<Templates, keyof RewardTemplateData>;

/** Templates about saved searches of one language. */
export type SearchTemplates = Pick<Templates, keyof SearchTemplateData>;
