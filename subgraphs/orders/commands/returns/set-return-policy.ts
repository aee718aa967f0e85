import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import type { OrdersContext } from '../../context.ts';
import { maxReturnDays, type ReturnPolicy } from '../../domain/returns/return-policy.ts';
import { saveReturnPolicy } from '../../store/returns/return-policies.ts';

export interface SetReturnPolicyInput {
  categoryId?: string | null | undefined;
  days: number;
  buyerPaysReturn: boolean;
}

/** Sets the rule about returns of a category, or of all categories without their own. */
export async function setReturnPolicy(
  { viewer, db, now }: OrdersContext,
  { days, buyerPaysReturn, ...input }: SetReturnPolicyInput,
): Promise<ReturnPolicy> {
  requireRole(viewer, 'ADMIN');
  const categoryId = input.categoryId ?? null;
  readQuantity(days, 'days', { min: 0, max: maxReturnDays });
  if (categoryId !== null && !isId('cat', categoryId)) {
    throw badUserInput('The category must be an id that starts with `cat_`.', 'categoryId');
  }
  const policy = { categoryId, days, buyerPaysReturn };
  await saveReturnPolicy(db, policy, now());
  return policy;
}
