import { badUserInput, conflict } from '@soko/errors';
import { newId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import type { Money } from '@soko/money';
import { inTransaction } from '@soko/postgres';
import type { FeeRule, FeeScope, FeeWindow } from '../domain/fee-rule.ts';
import { cutOut } from '../domain/fee-windows.ts';
import type { PaymentsServices } from '../services.ts';
import { insertFeeRule, lockFeeRules, shortenFeeRule } from '../store/fee-rules.ts';

export interface SetFeeRuleInput {
  scope: FeeScope;
  targetId: string | null;
  basisPoints: number;
  fixed: readonly Money[];
  /** Null for now. */
  validFrom: Date | null;
  /** Null for a rule without an end. */
  validUntil: Date | null;
  expectedVersion: number | null;
}

function checkInput({ scope, targetId, basisPoints, fixed }: SetFeeRuleInput): void {
  const hasTarget = targetId !== null && targetId !== '';
  if (scope === 'DEFAULT' && hasTarget)
    throw badUserInput('`targetId` must be omitted for the scope DEFAULT.', 'targetId');
  if (scope !== 'DEFAULT' && !hasTarget)
    throw badUserInput(`\`targetId\` is required for the scope ${scope}.`, 'targetId');
  readQuantity(basisPoints, 'basisPoints', { min: 0, max: 10_000 });
  if (new Set(fixed.map(({ currency }) => currency)).size < fixed.length) {
    throw badUserInput('The fixed part must have at most one amount per currency.', 'fixed');
  }
}

function readWindow({ validFrom, validUntil }: SetFeeRuleInput, now: Date): FeeWindow & { validFrom: Date } {
  if (validFrom !== null && validFrom < now) {
    throw badUserInput('`validFrom` must not be in the past: omit it to begin now.', 'validFrom');
  }
  const from = validFrom ?? now;
  if (validUntil !== null && validUntil <= from) {
    throw badUserInput('`validUntil` must be later than `validFrom`.', 'validUntil');
  }
  return { validFrom: from, validUntil };
}

/**
 * Sets the marketplace fee for a time. Earlier rules of the same scope and target keep the time before and after it. Throws
 * CONFLICT when the rules have changed since the version that the caller expects.
 */
export async function setFeeRule(
  { pool, now }: Pick<PaymentsServices, 'pool' | 'now'>,
  input: SetFeeRuleInput,
): Promise<FeeRule> {
  checkInput(input);
  const at = now();
  const window = readWindow(input, at);
  const target = { scope: input.scope, targetId: input.targetId ?? '' };
  return inTransaction(pool, async (tx) => {
    const known = await lockFeeRules(tx, target);
    const version = Math.max(0, ...known.map((rule) => rule.version));
    if (input.expectedVersion !== null && input.expectedVersion !== version) {
      throw conflict('The rule was changed in the meantime. Read it again and repeat the changes.', 'expectedVersion');
    }
    const rule: FeeRule = {
      id: newId('fee'),
      ...target,
      basisPoints: input.basisPoints,
      fixed: Object.fromEntries(input.fixed.map(({ currency, amountMinor }) => [currency, amountMinor])),
      ...window,
      version: version + 1,
      updatedAt: at,
    };
    for (const earlier of known) {
      const left = cutOut(earlier, window);
      if (left === null) continue;
      await shortenFeeRule(tx, earlier.id, left.before, at);
      if (left.after === null) continue;
      const { validFrom, validUntil } = left.after;
      await insertFeeRule(tx, {
        ...earlier,
        id: newId('fee'),
        validFrom,
        validUntil,
        version: version + 1,
        updatedAt: at,
      });
    }
    await insertFeeRule(tx, rule);
    return rule;
  });
}
