import { badUserInput, conflict } from '@soko/errors';
import { newId } from '@soko/ids';
import type { Money } from '@soko/money';
import type { FeeRule, FeeScope } from '../domain/fee-rule.ts';
import type { PaymentsServices } from '../services.ts';
import { saveFeeRule } from '../store/fee-rules.ts';

export interface SetFeeRule {
  scope: FeeScope;
  targetId: string | null;
  basisPoints: number;
  fixed: readonly Money[];
  expectedVersion: number | null;
}

function check({ scope, targetId, basisPoints, fixed }: SetFeeRule): void {
  if ((scope === 'DEFAULT') !== (targetId === null || targetId === '')) {
    const message =
      scope === 'DEFAULT' ? 'The default is about no one thing.' : `Name what the ${scope} rule is about.`;
    throw badUserInput(message, 'input.targetId');
  }
  if (basisPoints < 0 || basisPoints > 10_000) throw badUserInput('Expected 0 to 10000.', 'input.basisPoints');
  if (new Set(fixed.map(({ currency }) => currency)).size < fixed.length) {
    throw badUserInput('Each currency once.', 'input.fixed');
  }
}

/** Sets what the house keeps, from the next quote on. Throws CONFLICT when somebody else has set it meanwhile. */
export async function setFeeRule(
  { pool, now }: Pick<PaymentsServices, 'pool' | 'now'>,
  wish: SetFeeRule,
): Promise<FeeRule> {
  check(wish);
  const rule: FeeRule = {
    id: newId('fee'),
    scope: wish.scope,
    targetId: wish.targetId ?? '',
    basisPoints: wish.basisPoints,
    fixed: Object.fromEntries(wish.fixed.map(({ currency, amountMinor }) => [currency, amountMinor])),
    version: 1,
    updatedAt: now(),
  };
  const saved = await saveFeeRule(pool, rule, wish.expectedVersion);
  if (saved === null)
    throw conflict('The rule was set by somebody else meanwhile. Read it again.', 'input.expectedVersion');
  return saved;
}
