import { clearingCodeOf, clearings, type ClearingCode } from './clearings.ts';

/** Money that moved by one method in one currency: what arrived without what left, in minor units. */
export interface FundsMoved {
  method: string;
  currency: string;
  netMinor: bigint;
}

/** A clearing account beside the money that moved at its provider. */
export interface ComparedAccount {
  code: ClearingCode;
  currency: string;
  ledgerMinor: bigint;
  providerMinor: bigint;
  /** They differ by the same amount as at the comparison before. */
  isBreak: boolean;
}

/** Balance of an account code in one currency, as the trial balance has it. */
interface BalanceLine {
  code: string;
  currency: string;
  balanceMinor: bigint;
}

const keyOf = ({ code, currency }: { code: string; currency: string }): string => `${code} ${currency}`;

const isClearing = (code: string): code is ClearingCode => (Object.values(clearings) as string[]).includes(code);

export const differenceOf = ({ ledgerMinor, providerMinor }: Pick<ComparedAccount, 'ledgerMinor' | 'providerMinor'>) =>
  ledgerMinor - providerMinor;

/**
 * Compares the clearing accounts with what moved at the providers up to the same time. Money that is on its way differs for a
 * moment; what differs by the same amount twice in a row is a break. A payment from a wallet passes `wallet_clearing` on its way to
 * the sale, so that this account is empty once both are posted.
 */
export function compareClearing(
  lines: readonly BalanceLine[],
  moved: readonly FundsMoved[],
  before: readonly ComparedAccount[],
): ComparedAccount[] {
  const found = new Map<string, ComparedAccount>();
  const at = (code: ClearingCode, currency: string): ComparedAccount => {
    const key = keyOf({ code, currency });
    const known = found.get(key) ?? { code, currency, ledgerMinor: 0n, providerMinor: 0n, isBreak: false };
    found.set(key, known);
    return known;
  };
  for (const { code, currency, balanceMinor } of lines) {
    if (isClearing(code)) at(code, currency).ledgerMinor += balanceMinor;
  }
  for (const { method, currency, netMinor } of moved) {
    const code = clearingCodeOf(method);
    if (code !== 'wallet_clearing') at(code, currency).providerMinor += netMinor;
  }
  const earlier = new Map(before.map((each) => [keyOf(each), differenceOf(each)]));
  return [...found.values()]
    .map((each) => ({
      ...each,
      isBreak: differenceOf(each) !== 0n && earlier.get(keyOf(each)) === differenceOf(each),
    }))
    .sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
}
