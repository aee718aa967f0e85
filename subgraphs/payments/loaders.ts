import DataLoader from 'dataloader';
import type { Payment } from './domain/payment.ts';
import type { Refund } from './domain/refund.ts';
import type { SavedMethod } from './domain/saved-method.ts';
import type { PaymentsServices } from './services.ts';
import { findPayments, findPaymentsOf } from './store/find-payments.ts';
import { findRefundsOf } from './store/refunds.ts';
import { findSavedMethodsOf } from './store/saved-methods.ts';

export interface Loaders {
  /** Whether the viewer may see it is for the caller to decide: see `visiblePayment`. */
  payment: DataLoader<string, Payment | null>;
  paymentOf: DataLoader<string, Payment | null>;
  refundsOf: DataLoader<string, Refund[]>;
  savedMethodsOf: DataLoader<string, SavedMethod[]>;
}

const from = <Value>(find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>, missing: Value) =>
  new DataLoader<string, Value>(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? missing);
  });

/** Made anew for each request: what one request asks for together costs one statement. */
export const createLoaders = ({ pool }: Pick<PaymentsServices, 'pool'>): Loaders => ({
  payment: from<Payment | null>((ids) => findPayments(pool, ids), null),
  paymentOf: from<Payment | null>((ids) => findPaymentsOf(pool, ids), null),
  refundsOf: from<Refund[]>((ids) => findRefundsOf(pool, ids), []),
  savedMethodsOf: from<SavedMethod[]>((ids) => findSavedMethodsOf(pool, ids), []),
});
