/** The account of the money at the provider, by payment method. */
export const clearings = {
  STRIPE_CARD: 'stripe_clearing',
  PAYMENT_3P: 'payment_3p_clearing',
  MPESA: 'mpesa_float',
  WALLET: 'wallet_clearing',
  BANK: 'bank_clearing',
} as const;

export type ClearingCode = (typeof clearings)[keyof typeof clearings];

/** The clearing account of a method. Throws for a method that has none. */
export function clearingCodeOf(method: string): ClearingCode {
  if (!Object.hasOwn(clearings, method)) throw new Error(`There is no clearing account of ${method}.`);
  return clearings[method as keyof typeof clearings];
}
