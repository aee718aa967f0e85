import { parseMoney } from '@soko/money';
import type { SubgraphTransport } from '@soko/subgraph';
import type { VariantFacts } from '../domain/line.ts';
import { ordersVariantFacts, type OrdersVariantFactsData } from '../generated/peers/products.ts';
import { askAsOrders } from './ask.ts';

/** The catalogue. */
export interface ProductsPeer {
  /** The public variants with these ids, in the order of the ids; null where there is none. */
  variantFacts(ids: readonly string[], correlationId: string): Promise<(VariantFacts | null)[]>;
}

function toFacts({
  price,
  furtherPrices,
  ...facts
}: NonNullable<OrdersVariantFactsData['variantFacts'][number]>): VariantFacts {
  const { amountMinor, currency } = parseMoney(price.amount, price.currency);
  const further = furtherPrices.map((each) => parseMoney(each.amount, each.currency));
  return { ...facts, priceMinor: amountMinor, currency, furtherPrices: further };
}

export function createProductsPeer(transport: SubgraphTransport): ProductsPeer {
  const ask = askAsOrders('products', transport);
  return {
    async variantFacts(ids, correlationId) {
      if (ids.length === 0) return [];
      const { variantFacts } = await ask(ordersVariantFacts, { ids }, correlationId);
      return variantFacts.map((facts) => facts && toFacts(facts));
    },
  };
}
