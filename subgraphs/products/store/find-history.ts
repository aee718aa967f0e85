import type { HistoryEntry } from '../domain/history.ts';
import type { ProductStatus } from '../domain/product.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** The status changes of each of the products, oldest first. */
export async function findHistory(
  db: PrismaClient,
  productIds: readonly string[],
): Promise<Map<string, HistoryEntry[]>> {
  const rows = await db.productHistory.findMany({
    where: { productId: { in: [...productIds] } },
    orderBy: [{ productId: 'asc' }, { id: 'asc' }],
  });
  const entries = rows.map(({ productId, at, fromStatus, toStatus, actorId, actorKind, reason }) => {
    const from = fromStatus as ProductStatus | null;
    return { productId, entry: { at, from, to: toStatus as ProductStatus, by: actorId ?? actorKind, reason } };
  });
  const byProduct = new Map<string, HistoryEntry[]>();
  for (const { productId, entry } of entries) byProduct.set(productId, [...(byProduct.get(productId) ?? []), entry]);
  return byProduct;
}
