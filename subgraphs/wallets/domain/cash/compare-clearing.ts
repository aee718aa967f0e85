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
  /** Comparisons in a row in which the same side had more. */
  differsFor: number;
  /** They differ, and more than money on its way does: see `compareClearing`. */
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

/** Comparisons in a row after which a difference is a break although it changes: an hour. */
const longestOnItsWay = 4;

function judge(now: ComparedAccount, before: ComparedAccount | undefined): ComparedAccount {
  const difference = differenceOf(now);
  if (difference === 0n) return now;
  const earlier = before === undefined ? 0n : differenceOf(before);
  const isSameSide = earlier !== 0n && earlier > 0n === difference > 0n;
  const differsFor = isSameSide ? before!.differsFor + 1 : 1;
  const isBreak = earlier === difference || before?.isBreak === true || differsFor >= longestOnItsWay;
  return { ...now, differsFor, isBreak };
}

/**
 * Compares the clearing accounts with what moved at the providers up to the same time. Money that is on its way differs for a
 * moment. A break is what differs by the same amount twice in a row, or by changing amounts on one side four times in a row; it
 * lasts until the two are equal. A payment from a wallet passes `wallet_clearing` on its way to
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
    const known = found.get(key) ?? {
      code,
      currency,
      ledgerMinor: 0n,
      providerMinor: 0n,
      differsFor: 0,
      isBreak: false,
    };
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
  const earlier = new Map(before.map((each) => [keyOf(each), each]));
  return [...found.values()]
    .map((each) => judge(each, earlier.get(keyOf(each))))
    .sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
}
