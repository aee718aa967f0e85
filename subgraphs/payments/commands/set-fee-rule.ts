import { badUserInput, conflict } from '@soko/errors';
import { newId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import type { Money } from '@soko/money';
import type { FeeRule, FeeScope } from '../domain/fee-rule.ts';
import type { PaymentsServices } from '../services.ts';
import { saveFeeRule } from '../store/fee-rules.ts';

export interface SetFeeRuleInput {
  scope: FeeScope;
  targetId: string | null;
  basisPoints: number;
  fixed: readonly Money[];
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

/** Sets the marketplace fee from the next quote on. Throws CONFLICT when the rule has another version. */
export async function setFeeRule(
  { db, now }: Pick<PaymentsServices, 'db' | 'now'>,
  input: SetFeeRuleInput,
): Promise<FeeRule> {
  checkInput(input);
  const rule: FeeRule = {
    id: newId('fee'),
    scope: input.scope,
    targetId: input.targetId ?? '',
    basisPoints: input.basisPoints,
    fixed: Object.fromEntries(input.fixed.map(({ currency, amountMinor }) => [currency, amountMinor])),
    version: 1,
    updatedAt: now(),
  };
  const saved = await saveFeeRule(db, rule, input.expectedVersion);
  if (saved === null)
    throw conflict('The rule was changed in the meantime. Read it again and repeat the changes.', 'expectedVersion');
  return saved;
}
