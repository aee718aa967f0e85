import { newLease, type PaymentsServices, vaultOf } from '../services.ts';
import {
  claimForgetting,
  endForgetting,
  noteFailedForgetting,
  type PaymentCustomer,
} from '../store/payment-customers.ts';
import { retryAt } from './retry-at.ts';

const batchSize = 20;

async function forgetCustomer(services: PaymentsServices, customer: PaymentCustomer): Promise<void> {
  const { db, log } = services;
  const { id, provider, ref } = customer;
  try {
    if (ref !== null) await vaultOf(services, provider).forget(ref);
    await endForgetting(db, customer, services.now());
  } catch (error) {
    log.warn({ err: error, customer: id }, 'could not delete a customer at its provider; retrying');
    await noteFailedForgetting(db, id, String(error), retryAt(services, customer));
  }
}

/** Deletes due customers at their providers, with their saved payment methods: of one user, or of all. */
export async function forgetCustomers(services: PaymentsServices, userId: string | null = null): Promise<void> {
  const { now, claimedUntil: until } = newLease(services);
  const claimed = await claimForgetting(services.pool, { userId, limit: batchSize, now, until });
  await Promise.all(claimed.map((customer) => forgetCustomer(services, customer)));
}
