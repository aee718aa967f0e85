import { loader, rowLoader, rowsLoader } from '@soko/subgraph';
import type DataLoader from 'dataloader';
import type { Payment } from './domain/payment.ts';
import type { PayoutAccount } from './domain/payout-account.ts';
import type { Refund } from './domain/refund.ts';
import type { SavedMethod } from './domain/saved-method.ts';
import type { FundsDecision } from './domain/unmatched.ts';
import type { PaymentsServices } from './services.ts';
import { findPayments, findPaymentsOf } from './store/find-payments.ts';
import { findDecisionsOf } from './store/funds-decisions.ts';
import { findPayoutAccounts } from './store/payout-accounts.ts';
import { findRefundsOf } from './store/refunds.ts';
import { findSavedMethodsOf } from './store/saved-methods.ts';

export interface Loaders {
  /** The caller checks that the viewer may see the payment: see `visiblePayment`. */
  payment: DataLoader<string, Payment | null>;
  paymentOf: DataLoader<string, Payment | null>;
  refundsOf: DataLoader<string, Refund[]>;
  savedMethodsOf: DataLoader<string, SavedMethod[]>;
  payoutAccount: DataLoader<string, PayoutAccount | null>;
  decisionsOf: DataLoader<string, FundsDecision[]>;
}

/** Created per request: all loads of one tick become one statement. */
export const createLoaders = ({ db, pool }: Pick<PaymentsServices, 'db' | 'pool'>): Loaders => ({
  payment: loader<Payment | null>((ids) => findPayments(pool, ids), null),
  paymentOf: loader<Payment | null>((ids) => findPaymentsOf(pool, ids), null),
  refundsOf: loader<Refund[]>((ids) => findRefundsOf(pool, ids), []),
  savedMethodsOf: loader<SavedMethod[]>((ids) => findSavedMethodsOf(db, ids), []),
  payoutAccount: rowLoader(
    (ids) => findPayoutAccounts(db, ids),
    ({ sellerId }) => sellerId,
  ),
  decisionsOf: rowsLoader(
    (ids) => findDecisionsOf(db, ids),
    ({ unmatchedId }) => unmatchedId,
  ),
});
