import type { CollectionReport } from '../domain/collection.ts';
import type { DisbursementKind, DisbursementReport } from '../domain/disbursement.ts';
import type { SeenAccount } from '../domain/payout-account.ts';
import type { ProviderName } from '../domain/payment.ts';
import type { Attempt } from './attempt.ts';
import { ProviderUnavailable } from './provider.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Data of the payer that only the provider needs. It is sealed while it is kept. */
export interface Payer {
  /** E.164. Null when the method needs none. */
  phone: string | null;
  /** Token of the payment method. Null when the method needs none. */
  token: string | null;
  /** Id at the provider of the customer who saved the token. Null for a token that is not saved. */
  customer: string | null;
  description: string;
}

export interface CollectRequest extends Payer {
  /** Id of the collection. */
  id: string;
  userId: string | null;
  amountMinor: bigint;
  currency: string;
}

/** A collection that was requested before. */
export interface KnownCollection {
  id: string;
  /** Id at the provider. Null when the provider has not answered the request. */
  ref: string | null;
  amountMinor: bigint;
  currency: string;
}

export interface DisburseRequest {
  /** Id of the disbursement. */
  id: string;
  kind: DisbursementKind;
  amountMinor: bigint;
  currency: string;
  /** E.164. Null for other kinds than `B2C`. */
  phone: string | null;
  /** Connected account of the payee. Null for other kinds than `TRANSFER`. */
  account: string | null;
  /** Number of earlier requests that failed. */
  attempts: number;
  /** Receipt of the collection that is reversed. Null for other kinds. */
  receipt: string | null;
  remarks: string;
}

export interface KnownDisbursement {
  id: string;
  kind: DisbursementKind;
  attempts: number;
  ref: string | null;
  receipt: string | null;
  amountMinor: bigint;
}

/**
 * A provider that collects money from users, and may pay money out. Its methods throw `ProviderUnavailable` when the effect
 * of a call is unknown, `ProviderNotReached` when it certainly had none, and `ProviderRefusal` when the provider refuses it.
 */
export interface FundsProvider {
  readonly name: ProviderName;
  /**
   * True when a repeat of `collect` under the key of its attempt has no second effect. Otherwise an unanswered request is
   * never sent again: its outcome is awaited.
   */
  readonly isRepeatable: boolean;
  /** True when money that arrived may go back later, such as by a chargeback. Its webhooks are followed after the success. */
  readonly mayTakeBack: boolean;
  /** Throws BAD_USER_INPUT for a request that the provider can never accept. */
  check(request: Omit<CollectRequest, 'id'>): void;
  collect(request: CollectRequest, attempt: Attempt): Promise<CollectionReport>;
  fetchCollection(known: KnownCollection): Promise<CollectionReport>;
  /** Null when the provider cannot pay out. */
  readonly payouts: Payouts | null;
  /** Null when the provider has no accounts of sellers. */
  readonly accounts: PayoutAccounts | null;
  /** Null when the provider cannot charge every month. */
  readonly subscriptions: Subscriptions | null;
}

/** Accounts of sellers, to which payouts go. */
export interface PayoutAccounts {
  /** Opens an account. A repeat for the same seller and country has no second effect. */
  open(owner: { sellerId: string; country: string }): Promise<SeenAccount>;
  fetch(ref: string): Promise<SeenAccount>;
  /** A new link to the page where the provider asks for what it needs. */
  link(ref: string): Promise<{ url: string; expiresAt: Date }>;
}

/** A payout that people cannot end. */
export interface OpenPayout {
  /** For people, in English. */
  why: string;
  isPaid: boolean;
}

/** What a provider says of the money of a payout that people have ended. */
export interface PayoutWord {
  /** Id at the provider of the payout, or of the transfer that was taken back, or of the part of it that was. */
  ref: string;
  /** `taken_back`: the platform has the money again. */
  status: 'paid' | 'failed' | 'under_way' | 'taken_back';
  amountMinor: bigint;
  /** True for a payout by Soko, false for one that a person made at the provider. */
  isOurs: boolean;
  /** True for the payout whose id was known when people ended it. */
  isKnown: boolean;
  /** Id of the transfer, where a part of it was taken back. */
  partOf: string | null;
}

export interface Payouts {
  /** True when a refusal is final for every request, because the provider is asked what earlier ones have done. */
  readonly answersFinally: boolean;
  /** Throws BAD_USER_INPUT for a request that the provider can never accept. */
  check(request: Omit<DisburseRequest, 'id' | 'attempts'>): void;
  /** A repeat for the same id has no second effect. */
  disburse(request: DisburseRequest): Promise<DisbursementReport>;
  /** Asks for the outcome. A provider that answers later, by a webhook, reports `accepted`. */
  look(known: KnownDisbursement): Promise<DisbursementReport>;
  /**
   * Explains why people cannot end a payout: the provider has paid it, may still pay it, or has its money. Null when they can. Moves no
   * money.
   */
  explainOpen?(known: KnownDisbursement): Promise<OpenPayout | null>;
  /** What the provider says of a payout that people have ended at `endedAt`. Moves no money. */
  hearEnded?(known: KnownDisbursement, endedAt: Date): Promise<readonly PayoutWord[]>;
  /** Asks about the money under a receipt: what arrived, or a payout. The answer comes as a webhook about `about`. */
  verifyReceipt?(receipt: string, about: string, isPayout?: boolean): Promise<void>;
}

/** The request had no effect: it did not reach the provider, or was turned away. It may be sent again. */
export class ProviderNotReached extends ProviderUnavailable {}

/** The account of the payee has money of a payout, and is not the platform's any more: it can be connected again. */
export class AccountGone extends ProviderUnavailable {}

/** The provider neither pays out nor takes back what went to the account of the payee. That can stay so: people must look at it. */
export class FundsKept extends ProviderUnavailable {
  /** Why it does not pay out. */
  readonly failureCode: string;
  constructor(message: string, failureCode: string, cause: unknown) {
    super(message, { cause });
    this.failureCode = failureCode;
  }
}
