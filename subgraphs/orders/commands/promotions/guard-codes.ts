import { networkOf } from '@soko/limits';
import type { OrdersContext } from '../../context.ts';

/**
 * Counts an attempt to use a code, so that nobody finds codes by trying many. A code that exists does not count: call the
 * function that it returns.
 */
export async function takeCodeAttempt({
  limits,
  identity,
  codeAttempts: points,
}: Pick<OrdersContext, 'limits' | 'identity' | 'codeAttempts'>): Promise<() => Promise<void>> {
  const attempts = [
    {
      name: 'orders.promotion-codes-by-client',
      key: networkOf(identity.clientAddress),
      points,
      says: 'Too many unknown promotion codes.',
    },
  ] as const;
  await limits.take(attempts);
  return () => limits.giveBack(attempts);
}
