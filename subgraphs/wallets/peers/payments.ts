import { serviceIdentity } from '@soko/auth';
import { type Money, parseMoney, toGraphMoney } from '@soko/money';
import { createPeer, PeerFailed, type SubgraphTransport } from '@soko/subgraph';
import type { CollectionFact, DepositMethod } from '../domain/cash/deposit.ts';
import type { FundsMoved } from '../domain/cash/compare-clearing.ts';
import type { DisbursementFact, WithdrawalFact } from '../domain/cash/withdrawal.ts';
import type { PayoutFact, PayoutKind } from '../domain/payouts/payout.ts';
import {
  walletsCollectFunds,
  type WalletsCollectFundsData,
  walletsDisbursement,
  walletsDisburseFunds,
  type WalletsDisburseFundsData,
  walletsFundsCollection,
  walletsFundsMoved,
  walletsRefreshFundsCollection,
} from '../generated/peers/payments.ts';

/** A deposit to collect. Repeats with the same reference have no second effect. */
export interface Collect {
  reference: string;
  userId: string;
  amount: Money;
  method: DepositMethod;
  phone: string | null;
  token: string | null;
}

/** A withdrawal to pay out. Repeats with the same reference have no second effect. */
export interface Disburse {
  reference: string;
  userId: string;
  amount: Money;
  phone: string;
}

/** A payout of a seller. Repeats with the same reference have no second effect. */
export interface PayOut {
  reference: string;
  userId: string;
  amount: Money;
  kind: PayoutKind;
  destination: string;
}

/** Money at the providers. */
export interface PaymentsPeer {
  payOut(payout: PayOut, correlationId: string): Promise<PayoutFact>;
  /** What payments knows of a payout. Null when it was never asked. */
  lookAtPayout(reference: string, correlationId: string): Promise<PayoutFact | null>;
  collect(collect: Collect, correlationId: string): Promise<CollectionFact>;
  /** What payments knows. */
  lookAtCollection(reference: string, correlationId: string): Promise<CollectionFact>;
  /** What the provider knows. */
  refreshCollection(reference: string, correlationId: string): Promise<CollectionFact>;
  disburse(disburse: Disburse, correlationId: string): Promise<WithdrawalFact>;
  /** What payments knows. Null when it was never asked. */
  lookAtDisbursement(reference: string, correlationId: string): Promise<WithdrawalFact | null>;
  /** Money that moved at the providers up to a time. */
  fundsMoved(until: Date, correlationId: string): Promise<FundsMoved[]>;
}

type Collection = WalletsCollectFundsData['collectFunds'];

function toCollectionFact(found: Collection | null): CollectionFact {
  if (found === null) return { kind: 'unknown' };
  const { receivedAmount, receipt, settledAt, clientSecret, actionUrl, failureCode, failureMessage } = found;
  switch (found.status) {
    case 'SUCCEEDED': {
      if (receivedAmount === null || settledAt === null)
        throw new Error('A collection succeeded without an amount or a time.');
      const { amountMinor, currency } = parseMoney(receivedAmount.amount, receivedAmount.currency);
      return { kind: 'succeeded', receivedMinor: amountMinor, currency, receipt, at: new Date(settledAt) };
    }
    case 'FAILED':
      return { kind: 'failed', code: failureCode ?? 'declined', message: failureMessage ?? 'The payment failed.' };
    case 'REQUIRES_ACTION':
      return { kind: 'requires_action', clientSecret, actionUrl };
    default:
      return { kind: 'pending' };
  }
}

type Disbursement = WalletsDisburseFundsData['disburseFunds'];

function toPayoutFact(found: Disbursement): PayoutFact {
  if (found.status !== 'RETURNED') return toWithdrawalFact(found);
  const { failureCode: code, failureMessage: message, version } = found;
  return { kind: 'returned', code: code ?? 'returned', message: message ?? 'The payout came back.', version };
}

function toWithdrawalFact(found: Disbursement): DisbursementFact {
  const { failureCode, failureMessage, version } = found;
  switch (found.status) {
    case 'SUCCEEDED':
      if (found.settledAt === null) throw new Error('A disbursement succeeded without a time.');
      return { kind: 'paid', receipt: found.receipt, at: new Date(found.settledAt), version };
    case 'FAILED': {
      const failure = { code: failureCode ?? 'refused', message: failureMessage ?? 'The payout failed.' };
      return { kind: 'not_paid', ...failure, version };
    }
    case 'UNKNOWN':
      return { kind: 'unknown', version };
    default:
      return { kind: 'pending', version };
  }
}

/** Codes of a wrong request: repeating it does not help, and it had no effect. An earlier request may have had one. */
const isFinal = (error: unknown): error is PeerFailed =>
  error instanceof PeerFailed && (error.code === 'BAD_USER_INPUT' || error.code === 'IDEMPOTENCY_MISMATCH');

export function createPaymentsPeer(transport: SubgraphTransport): PaymentsPeer {
  const ask = createPeer('payments', transport);
  const as = (correlationId: string) => serviceIdentity('wallets', correlationId);
  return {
    async collect({ amount, ...collect }, correlationId) {
      const input = { ...collect, amount: toGraphMoney(amount), description: 'Deposit into your wallet' };
      try {
        return toCollectionFact((await ask(walletsCollectFunds, { input }, as(correlationId))).collectFunds);
      } catch (error) {
        if (!isFinal(error)) throw error;
        return { kind: 'failed', code: 'not_accepted', message: error.reason };
      }
    },
    async lookAtCollection(reference, correlationId) {
      const { fundsCollection } = await ask(walletsFundsCollection, { reference }, as(correlationId));
      return toCollectionFact(fundsCollection);
    },
    async refreshCollection(reference, correlationId) {
      const input = { reference };
      const { refreshFundsCollection } = await ask(walletsRefreshFundsCollection, { input }, as(correlationId));
      return toCollectionFact(refreshFundsCollection);
    },
    async lookAtDisbursement(reference, correlationId) {
      const { disbursement } = await ask(walletsDisbursement, { reference }, as(correlationId));
      return disbursement && toWithdrawalFact(disbursement);
    },
    async fundsMoved(until, correlationId) {
      const { fundsMoved } = await ask(walletsFundsMoved, { until: until.toISOString() }, as(correlationId));
      const minorOf = (money: { amount: string; currency: string }) =>
        parseMoney(money.amount, money.currency).amountMinor;
      return fundsMoved.map(({ method, currency, received, paid }) => ({
        method,
        currency,
        netMinor: minorOf(received) - minorOf(paid),
      }));
    },
    async lookAtPayout(reference, correlationId) {
      const { disbursement } = await ask(walletsDisbursement, { reference }, as(correlationId));
      return disbursement && toPayoutFact(disbursement);
    },
    async payOut({ amount, kind, destination, ...payout }, correlationId) {
      const to = kind === 'MPESA' ? { phone: destination } : { account: destination };
      const about = { purpose: 'PAYOUT' as const, remarks: 'Payout of your sales' };
      const input = { ...payout, ...to, ...about, amount: toGraphMoney(amount) };
      try {
        return toPayoutFact((await ask(walletsDisburseFunds, { input }, as(correlationId))).disburseFunds);
      } catch (error) {
        if (!isFinal(error)) throw error;
        // The amount is held: it is freed only when nothing was begun under this reference.
        const known = await this.lookAtPayout(payout.reference, correlationId);
        if (known !== null) return known;
        if (error.code === 'IDEMPOTENCY_MISMATCH') throw error;
        return { kind: 'not_paid', code: 'not_accepted', message: error.reason };
      }
    },
    async disburse({ amount, ...disburse }, correlationId) {
      const input = { ...disburse, amount: toGraphMoney(amount), remarks: 'Withdrawal from wallet' };
      try {
        return toWithdrawalFact((await ask(walletsDisburseFunds, { input }, as(correlationId))).disburseFunds);
      } catch (error) {
        if (!isFinal(error)) throw error;
        // The amount is held: it is freed only when nothing was begun under this reference.
        const { reference } = disburse;
        const { disbursement } = await ask(walletsDisbursement, { reference }, as(correlationId));
        if (disbursement !== null) return toWithdrawalFact(disbursement);
        if (error.code === 'IDEMPOTENCY_MISMATCH') throw error;
        return { kind: 'not_paid', code: 'not_accepted', message: error.reason };
      }
    },
  };
}
