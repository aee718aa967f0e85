import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { readCountry, readMoney, requireChargeable, type WrittenMoney } from '@soko/input';
import type { Money } from '@soko/money';
import type { FulfilmentContext } from '../context.ts';
import { type DeliveryMethod, isPriced } from '../domain/delivery-method.ts';
import { type DeliveryRate, everywhere } from '../domain/delivery-rate.ts';
import { methodCostsNothing, type MethodCostsNothing } from '../domain/refusals.ts';

export interface SetDeliveryRateInput {
  country?: string | null | undefined;
  method?: DeliveryMethod | undefined;
  fee: WrittenMoney;
}

/** Keeps boxes × fee within the exact numbers. */
const maxFeeMinor = 100_000_000n;

function readFee(written: WrittenMoney): Money {
  const fee = requireChargeable(readMoney(written, 'fee.amount'), 'fee.amount');
  if (fee.amountMinor <= maxFeeMinor) return fee;
  throw badUserInput(`The amount must be from 0 to ${maxFeeMinor.toLocaleString('en')} minor units.`, 'fee.amount');
}

/** Sets the price of one box for orders in the fee's currency. */
export async function setDeliveryRate(
  { viewer, rates, now }: FulfilmentContext,
  input: SetDeliveryRateInput,
): Promise<DeliveryRate | MethodCostsNothing> {
  requireRole(viewer, 'ADMIN');
  const { method = 'STANDARD' } = input;
  if (!isPriced(method)) return methodCostsNothing(method);
  const { amountMinor, currency } = readFee(input.fee);
  const country = input.country == null ? everywhere : readCountry(input.country, 'country');
  const rate = { country, method, currency, feeMinor: Number(amountMinor), updatedAt: now() };
  await rates.set(rate);
  return rate;
}
