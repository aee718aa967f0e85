import type { Sale } from '../../store/cash/sales.ts';
import type { SellerCharge } from '../../store/sellers/charges.ts';

/** The fee that a posting of a sale charged the seller. Negative when it was returned. */
export const feeOf = (
  { paymentId, sellerId, currency }: Sale,
  amountMinor: bigint,
  { reference, at }: { reference: string; at: Date },
): SellerCharge => ({ reference, kind: 'FEE', sellerId, currency, amountMinor, paymentId, at });
