import type { Client } from '../../harness/client.ts';
import { createPromotion } from '../../harness/promoting.ts';

/** Promotions of a seller that attacks may change, one that they may end, and the code that `sound-values.ts` has. */
export async function promotionsOf(
  seller: Client,
  sellerId: string,
  support: Client,
): Promise<Record<string, string[]>> {
  const terms = { sellerId, kind: 'FREE_DELIVERY', activation: 'SINGLE_USE_CODES' };
  await createPromotion(support, { kind: 'FREE_DELIVERY', activation: 'CODE', code: '123456' });
  const [kept, ended] = [await createPromotion(seller, terms), await createPromotion(seller, terms)];
  return { promotionId: [kept], 'promotion.id': [kept], 'endPromotion.promotionId': [ended] };
}
