/** Rule about returns of a category. `categoryId` is null for all categories without their own policy. */
export interface ReturnPolicy {
  categoryId: string | null;
  /** Days after the delivery. 0: goods of the category are not returned. */
  days: number;
  buyerPaysReturn: boolean;
}

/** The longest time in which goods are sent back, in days. */
export const maxReturnDays = 365;

const dayMs = 86_400_000;

/** The policy of the category if it has one, else that of all categories, else the given number of days at the buyer's cost. */
export function policyFor(policies: readonly ReturnPolicy[], categoryId: string, days: number): ReturnPolicy {
  return (
    policies.find((policy) => policy.categoryId === categoryId) ??
    policies.find((policy) => policy.categoryId === null) ?? { categoryId: null, days, buyerPaysReturn: true }
  );
}

/** The end of the time in which goods that arrived at `deliveredAt` are sent back. */
export const endOfWindow = (deliveredAt: Date, { days }: ReturnPolicy): Date =>
  new Date(deliveredAt.getTime() + days * dayMs);
