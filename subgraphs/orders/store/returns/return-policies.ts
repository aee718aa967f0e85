import type { ReturnPolicy } from '../../domain/returns/return-policy.ts';
import type { PrismaClient } from '../../generated/prisma/client.ts';

/** All policies about returns. The one of all categories comes first. */
export async function findReturnPolicies(db: PrismaClient): Promise<ReturnPolicy[]> {
  const rows = await db.returnPolicy.findMany({ orderBy: { categoryId: 'asc' } });
  return rows.map(({ categoryId, days, buyerPaysReturn }) => ({
    categoryId: categoryId === '' ? null : categoryId,
    days,
    buyerPaysReturn,
  }));
}

/** Adds or replaces a policy. */
export async function saveReturnPolicy(db: PrismaClient, policy: ReturnPolicy, now: Date): Promise<void> {
  const { days, buyerPaysReturn } = policy;
  const key = { categoryId: policy.categoryId ?? '' };
  const values = { days, buyerPaysReturn, updatedAt: now };
  await db.returnPolicy.upsert({ where: key, create: { ...key, ...values }, update: values });
}
