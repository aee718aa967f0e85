import { parseMoney } from '@soko/money';
import type { SubgraphTransport } from '@soko/subgraph';
import type { VariantFacts } from '../domain/line.ts';
import { askAsService } from './ask.ts';

/** What the catalogue says. */
export interface ProductsPeer {
  /** What is shown to the public under these ids, in their order; null for the rest. */
  variantFacts(ids: readonly string[], correlationId: string): Promise<(VariantFacts | null)[]>;
}

type Answer = Omit<VariantFacts, 'priceMinor' | 'currency'> & { price: { amount: string; currency: string } };

const query = `query OrdersVariantFacts($ids: [ID!]!) { variantFacts(ids: $ids) { variantId productId sellerId storeId categoryId type title sku
  options { name value } package { lengthMm widthMm heightMm weightG } imageUrl price { amount currency } onSale } }`;

function toFacts({ price, ...facts }: Answer): VariantFacts {
  const { amountMinor, currency } = parseMoney(price.amount, price.currency);
  return { ...facts, priceMinor: amountMinor, currency };
}

export function createProductsPeer(transport: SubgraphTransport): ProductsPeer {
  const ask = askAsService('products', transport);
  return {
    async variantFacts(ids, correlationId) {
      if (ids.length === 0) return [];
      const { variantFacts } = await ask<{ variantFacts: (Answer | null)[] }>(query, { ids }, correlationId);
      return variantFacts.map((facts) => facts && toFacts(facts));
    },
  };
}
