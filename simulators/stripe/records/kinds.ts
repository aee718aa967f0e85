import type { ClockRecord, Delivery, Draft, Records, SavedAnswer } from '@soko/simulator-kit';
import type { InvoicePaymentRecord, InvoiceRecord, PriceRecord, ProductRecord, SubscriptionRecord } from './billing.ts';
import type { Common, Metadata } from './common-fields.ts';
import type {
  AccountLinkRecord,
  AccountRecord,
  BalanceRecord,
  BalanceTransactionRecord,
  PayoutRecord,
  ReversalRecord,
  TransferRecord,
} from './connect.ts';
import type {
  ChargeRecord,
  CustomerRecord,
  DisputeRecord,
  FileRecord,
  IntentRecord,
  PaymentMethodRecord,
  RefundRecord,
} from './payments.ts';

/** Kinds of records that Stripe shows as objects with an id. */
export type ObjectKinds = {
  intents: IntentRecord;
  charges: ChargeRecord;
  refunds: RefundRecord;
  customers: CustomerRecord;
  paymentMethods: PaymentMethodRecord;
  disputes: DisputeRecord;
  files: FileRecord;
  accounts: AccountRecord;
  transfers: TransferRecord;
  reversals: ReversalRecord;
  payouts: PayoutRecord;
  balanceTransactions: BalanceTransactionRecord;
  products: ProductRecord;
  prices: PriceRecord;
  subscriptions: SubscriptionRecord;
  invoices: InvoiceRecord;
  invoicePayments: InvoicePaymentRecord;
};

export type ObjectKind = keyof ObjectKinds;

/** An event, with the record at that time. */
export type EventRecord = Common & {
  type: string;
  requestId: string | null;
  idempotencyKey: string | null;
} & { [Kind in ObjectKind]: { kind: Kind; record: ObjectKinds[Kind]; before: ObjectKinds[Kind] | null } }[ObjectKind];

export interface WebhookEndpointRecord extends Common {
  url: string;
  /** `*` stands for all. */
  enabledEvents: readonly string[];
  /** Newest first. Each one signs, so that a secret can be rotated without a gap. */
  secrets: readonly string[];
  description: string | null;
  metadata: Metadata;
  enabled: boolean;
  /** Events to send: the platform's, those of connected accounts, or both. */
  scope: 'platform' | 'connect' | 'both';
}

/** A scheduled change. Its id names the change and the record: `expire pi_…`. */
export interface AlarmRecord {
  id: string;
  /** Unix milliseconds of the simulator's clock. */
  dueMs: number;
}

export type StripeKinds = ObjectKinds & {
  accountLinks: AccountLinkRecord;
  balances: BalanceRecord;
  events: EventRecord;
  webhookEndpoints: WebhookEndpointRecord;
  deliveries: Delivery;
  alarms: AlarmRecord;
  answers: SavedAnswer;
  clock: ClockRecord;
};

export const allKinds: readonly (keyof StripeKinds)[] = [
  'intents',
  'charges',
  'refunds',
  'customers',
  'paymentMethods',
  'disputes',
  'files',
  'accounts',
  'transfers',
  'reversals',
  'payouts',
  'balanceTransactions',
  'products',
  'prices',
  'subscriptions',
  'invoices',
  'invoicePayments',
  'accountLinks',
  'balances',
  'events',
  'webhookEndpoints',
  'deliveries',
  'alarms',
  'answers',
  'clock',
];

export type StripeRecords = Records<StripeKinds>;
export type StripeDraft = Draft<StripeKinds>;
