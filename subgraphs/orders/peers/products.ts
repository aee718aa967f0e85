import { parseMoney } from '@soko/money';
import type { SubgraphTransport } from '@soko/subgraph';
import type { VariantFacts } from '../domain/line.ts';
import type { Order } from '../domain/order.ts';
import type { ShortLine } from '../domain/refusals.ts';
import {
  ordersReserveLicenceKeys,
  ordersVariantFacts,
  type OrdersVariantFactsData,
} from '../generated/peers/products.ts';
import { askAsOrders } from './ask.ts';

/** The catalogue. */
export interface ProductsPeer {
  /** The public variants with these ids, in the order of the ids; null where there is none. */
  variantFacts(ids: readonly string[], correlationId: string): Promise<(VariantFacts | null)[]>;
  /** Takes the licence keys that digital goods need, once per line, however often it is requested. */
  reserveLicenceKeys(
    orders: readonly Order[],
    correlationId: string,
  ): Promise<{ reserved: true } | { reserved: false; short: ShortLine[] }>;
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

const digitalLines = ({ id: orderId, lines }: Order) =>
  lines
    .filter(({ type }) => type === 'DIGITAL')
    .map(({ id: lineId, variantId, quantity }) => ({ orderId, lineId, variantId, quantity }));

export function createProductsPeer(transport: SubgraphTransport): ProductsPeer {
  const ask = askAsOrders('products', transport);
  return {
    async variantFacts(ids, correlationId) {
      if (ids.length === 0) return [];
      const { variantFacts } = await ask(ordersVariantFacts, { ids }, correlationId);
      return variantFacts.map((facts) => facts && toFacts(facts));
    },
    async reserveLicenceKeys(orders, correlationId) {
      const lines = orders.flatMap(digitalLines);
      if (lines.length === 0) return { reserved: true };
      const { reserveLicenceKeys } = await ask(ordersReserveLicenceKeys, { input: { lines } }, correlationId);
      if (reserveLicenceKeys.__typename === 'LicenceKeysReserved') return { reserved: true };
      return { reserved: false, short: [...reserveLicenceKeys.lines] };
    },
  };
}
