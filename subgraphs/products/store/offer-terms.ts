import type { OfferTerms } from '../domain/offer-terms.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

export type TermsOfProduct = OfferTerms & { productId: string };

/** The terms of products. Products without any are missing in the result. */
export const findOfferTerms = (db: PrismaClient, productIds: readonly string[]): Promise<TermsOfProduct[]> =>
  db.offerTerms.findMany({
    where: { productId: { in: [...productIds] } },
    select: { productId: true, acceptsOffers: true, minimumBasisPoints: true },
  });

/** Saves the terms of a product. */
export async function saveOfferTerms(
  db: PrismaClient,
  { productId, ...terms }: TermsOfProduct,
  updatedAt: Date,
): Promise<void> {
  await db.offerTerms.upsert({
    where: { productId },
    create: { productId, ...terms, updatedAt },
    update: { ...terms, updatedAt },
  });
}
