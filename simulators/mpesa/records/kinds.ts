import type { ClockRecord, Delivery, Draft, Records } from '@soko/simulator-kit';

/** Times are Unix milliseconds of the simulator's clock, amounts whole shillings. */

/** An access token. A new one of the same consumer key ends it. */
export interface TokenRecord {
  id: string;
  consumerKey: string;
  expiresAt: number;
}

/** A prompt on the phone of a payer: what happens is decided when it is asked for, and known at `decideAt`. */
export interface PushRecord {
  /** CheckoutRequestID. */
  id: string;
  merchantRequestId: string;
  shortCode: string;
  msisdn: string;
  amount: number;
  accountReference: string;
  callbackUrl: string;
  scenario: string;
  createdAt: number;
  decideAt: number;
  /** The outcome that is coming: a result code. */
  outcome: string;
  /** The result code, once it is decided. */
  resultCode: string | null;
  receipt: string | null;
  /** Amount that the payer paid. */
  paid: number;
}

/** Money paid out to a phone, or a reversal of money received. */
export interface PayoutRecord {
  /** OriginatorConversationID. */
  id: string;
  conversationId: string;
  kind: 'B2C' | 'REVERSAL';
  shortCode: string;
  msisdn: string;
  amount: number;
  remarks: string;
  resultUrl: string;
  timeoutUrl: string;
  /** Receipt of the transaction that is reversed. */
  reverses: string | null;
  scenario: string;
  createdAt: number;
  decideAt: number;
  outcome: string;
  resultCode: string | null;
  receipt: string | null;
  /** Amount that was paid. Null until then. */
  paid: number | null;
}

/** A completed transaction, by its receipt. */
export interface TransactionRecord {
  /** The receipt. */
  id: string;
  kind: 'STK' | 'C2B' | 'B2C' | 'REVERSAL';
  shortCode: string;
  msisdn: string;
  amount: number;
  reversed: number;
  reference: string;
  conversationId: string;
  originatorConversationId: string;
  at: number;
}

/** The money and the addresses of a shortcode. */
export interface ShortCodeRecord {
  id: string;
  /** Account that B2C pays from. */
  utility: number;
  /** Account that payments arrive in. */
  working: number;
  confirmationUrl: string | null;
  validationUrl: string | null;
  /** Applies when the validation address does not answer. */
  responseType: 'Completed' | 'Cancelled';
}

/** A callback that is sent once. */
export interface CallbackRecord {
  id: string;
  type: string;
  url: string;
  body: string;
}

/** An outcome that was forced for the next request of a phone. */
export interface ForcedRecord {
  /** `stk 254…` or `b2c 254…`. */
  id: string;
  scenario: string;
}

export interface SettingsRecord {
  id: 'settings';
  /** Time that a payer takes to answer a prompt. */
  answerAfterMs: number;
  /** Time that a payout takes. */
  payoutAfterMs: number;
  /** Requests per second. */
  tps: number;
  /** Scenario of phones that name none. */
  defaultScenario: string;
}

export interface KeyRecord {
  id: 'key';
  privateKey: string;
  publicKey: string;
}

export type MpesaKinds = {
  tokens: TokenRecord;
  pushes: PushRecord;
  payouts: PayoutRecord;
  transactions: TransactionRecord;
  shortCodes: ShortCodeRecord;
  callbacks: CallbackRecord;
  deliveries: Delivery;
  forced: ForcedRecord;
  settings: SettingsRecord;
  keys: KeyRecord;
  clock: ClockRecord;
};

export const allKinds = [
  'tokens',
  'pushes',
  'payouts',
  'transactions',
  'shortCodes',
  'callbacks',
  'deliveries',
  'forced',
  'settings',
  'keys',
  'clock',
] as const satisfies readonly (keyof MpesaKinds)[];

export type MpesaRecords = Records<MpesaKinds>;
export type MpesaDraft = Draft<MpesaKinds>;
