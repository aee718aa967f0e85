import { type PaymentsServices, vaultOf } from '../services.ts';
import {
  claimForgetting,
  endForgetting,
  noteFailedForgetting,
  type PaymentCustomer,
} from '../store/payment-customers.ts';
import { retryAfterMs } from './retry-after.ts';

const batchSize = 20;

async function forget(services: PaymentsServices, customer: PaymentCustomer): Promise<void> {
  const { pool, log, now } = services;
  const { id, provider, ref, attempts } = customer;
  try {
    if (ref !== null) await vaultOf(services, provider).forget(ref);
    await endForgetting(pool, customer);
  } catch (error) {
    log.warn({ err: error, customer: id }, 'a person could not be forgotten at a provider yet');
    await noteFailedForgetting(pool, id, String(error), new Date(now().getTime() + retryAfterMs(attempts)));
  }
}

/** Removes people who are to be forgotten at their providers, with what they saved there: one person, or all that wait. */
export async function forgetCustomers(services: PaymentsServices, userId: string | null = null): Promise<void> {
  const now = services.now();
  const until = new Date(now.getTime() + services.settings.leaseMs);
  const claimed = await claimForgetting(services.pool, { userId, limit: batchSize, now, until });
  await Promise.all(claimed.map((customer) => forget(services, customer)));
}
