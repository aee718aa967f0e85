import { badUserInput } from '@soko/errors';
import { BadMoney, type Money, parseMoney } from '@soko/money';
import type { FulfilmentContext } from '../context.ts';
import { readCountry } from '../domain/address.ts';
import type { DeliveryMethod } from '../domain/delivery.ts';
import { type DeliveryRate, everywhere } from '../domain/delivery-rate.ts';
import { type MethodCostsNothing, refuse } from '../domain/refusal.ts';
import { requireRole } from './required.ts';

/** So that boxes × fee stays far from where numbers end. */
const mostMinor = 100_000_000n;

function readFee({ amount, currency }: { amount: string; currency: string }): Money {
  try {
    const fee = parseMoney(amount, currency);
    if (fee.amountMinor >= 0n && fee.amountMinor <= mostMinor) return fee;
  } catch (error) {
    if (error instanceof BadMoney) throw badUserInput(error.message, 'fee.amount');
    throw error;
  }
  throw badUserInput(`A fee is from 0 to ${mostMinor} minor units.`, 'fee.amount');
}

/** Changes what a box costs, for orders in the fee's currency. */
export async function setDeliveryRate(
  { viewer, rates, now }: FulfilmentContext,
  input: {
    country?: string | null | undefined;
    method?: DeliveryMethod | undefined;
    fee: { amount: string; currency: string };
  },
): Promise<DeliveryRate | MethodCostsNothing> {
  requireRole(viewer, 'ADMIN');
  const { method = 'STANDARD' } = input;
  if (method !== 'STANDARD' && method !== 'EXPRESS') {
    return refuse('MethodCostsNothing', `${method} costs nothing.`, { allowed: ['STANDARD', 'EXPRESS'] });
  }
  const { amountMinor, currency } = readFee(input.fee);
  const country = input.country == null ? everywhere : readCountry(input.country, 'country');
  const rate = { country, method, currency, feeMinor: Number(amountMinor), updatedAt: now() };
  await rates.set(rate);
  return rate;
}
