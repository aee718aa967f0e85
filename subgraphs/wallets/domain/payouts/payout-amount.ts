import { badUserInput } from '@soko/errors';
import { chargeableStep } from '@soko/money';
import { insufficientFunds } from '../money-refusals.ts';
import { mpesaRules } from '../cash/read-amount.ts';
import type { PayoutKind } from './payout.ts';
import { type NoPayout, payoutBelowMinimum, payoutMethodUnfit } from './refusals.ts';

/** Smallest payouts by currency, in minor units. Others have none. */
export type PayoutMinimums = ReadonlyMap<string, bigint>;

/** Amounts that a kind of destination takes are multiples of this, in minor units. */
const stepOf = (kind: PayoutKind, currency: string): bigint =>
  kind === 'MPESA' ? mpesaRules.stepMinor : chargeableStep(currency);

/** Countries whose banks take SEPA credit transfers: https://www.europeanpaymentscouncil.eu (EPC409-09). */
const sepaCountries = new Set(
  'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA'.split(
    ' ',
  ),
);

/** Whether a destination can receive a currency at all. */
export function fitsCurrency(kind: PayoutKind, destination: string, currency: string): boolean {
  switch (kind) {
    case 'MPESA':
      return currency === mpesaRules.currency && /^\+254[17]\d{8}$/.test(destination);
    case 'BANK_ACCOUNT':
      return currency === 'EUR' && sepaCountries.has(destination.slice(0, 2));
    default:
      return true;
  }
}

/** An amount that a provider refuses would fail, and its failure would block the destination. */
function requireTaken(kind: PayoutKind, requestedMinor: bigint, step: bigint): void {
  if (requestedMinor % step !== 0n) {
    const rule = kind === 'MPESA' ? 'M-Pesa pays whole shillings only.' : 'The amount is too fine for this currency.';
    throw badUserInput(rule, 'amount.amount');
  }
  if (kind === 'MPESA' && requestedMinor > mpesaRules.maxMinor) {
    throw badUserInput('M-Pesa pays less than this at once. Ask for a smaller amount.', 'amount.amount');
  }
}

export interface WantedAmount {
  kind: PayoutKind;
  destination: string;
  currency: string;
  availableMinor: bigint;
  /** Null for all that is available. */
  requestedMinor: bigint | null;
}

/**
 * The amount of a payout, or why there is none. Throws BAD_USER_INPUT for an amount that the destination never takes. All that is available is rounded down to what the destination takes, so that the rest
 * stays for the next payout; an amount that was asked for is paid as it is, or refused.
 */
export function decidePayout(
  { kind, destination, currency, availableMinor, requestedMinor }: WantedAmount,
  minimums: PayoutMinimums,
): { amountMinor: bigint } | NoPayout {
  if (!fitsCurrency(kind, destination, currency)) return payoutMethodUnfit(kind, currency);
  const step = stepOf(kind, currency);
  if (requestedMinor !== null) requireTaken(kind, requestedMinor, step);
  const left = availableMinor > 0n ? availableMinor : 0n;
  const largest = kind === 'MPESA' && left > mpesaRules.maxMinor ? mpesaRules.maxMinor : left;
  const amountMinor = requestedMinor ?? largest - (largest % step);
  const leastMinor = minimums.get(currency) ?? step;
  if (requestedMinor !== null && requestedMinor > left)
    return insufficientFunds({ amountMinor: availableMinor, currency });
  if (amountMinor < (leastMinor > step ? leastMinor : step)) {
    return payoutBelowMinimum({ amountMinor: leastMinor, currency }, { amountMinor: availableMinor, currency });
  }
  return { amountMinor };
}
