import { isId, newId } from '@soko/ids';
import { readList, readQuantity } from '@soko/input';
import type { Queryable } from '@soko/postgres';
import type { OrdersContext } from '../../context.ts';
import { isMisfit, maxCartLines, maxLineQuantity } from '../../domain/cart.ts';
import { currenciesOf } from '../../domain/line.ts';
import type { Order } from '../../domain/order.ts';
import { refusalForMisfit, variantNotAvailable } from '../../domain/refusals.ts';
import type { Return, WantedVariant } from '../../domain/returns/return.ts';
import { putIntoCart } from '../../store/change-carts.ts';
import { exchangeToken, hashOfToken } from '../../tokens.ts';

/** A variant that the buyer wants instead, with the currencies in which it is sold. */
export interface ExchangedVariant extends WantedVariant {
  currencies: readonly string[];
}

/** The variants that a buyer wants instead of what they send back, or a refusal. They must be of the seller, and on sale. */
export async function readExchange(
  { loaders }: OrdersContext,
  { sellerId }: Order,
  wanted: readonly WantedVariant[],
): Promise<ExchangedVariant[] | ReturnType<typeof variantNotAvailable>> {
  readList(wanted, 'exchangeFor', { min: 0, max: maxCartLines });
  const exchange: ExchangedVariant[] = [];
  for (const [index, { variantId, quantity }] of wanted.entries()) {
    readQuantity(quantity, `exchangeFor.${index}.quantity`, { min: 1, max: maxLineQuantity });
    const facts = isId('var', variantId) ? await loaders.facts.load(variantId) : null;
    if (facts === null || !facts.onSale || facts.type === 'NFT' || facts.sellerId !== sellerId) {
      return variantNotAvailable(variantId, 'This variant of the seller is not on sale at the moment.');
    }
    exchange.push({ variantId, quantity, currencies: currenciesOf(facts) });
  }
  return exchange;
}

/**
 * Puts a variant into the cart with which the buyer orders instead: their own, or one of the return for a guest. An exchange is a
 * new order; the return is refunded by itself.
 */
export async function putExchange(
  { sealKeys, now }: Pick<OrdersContext, 'sealKeys' | 'now'>,
  tx: Queryable,
  { id, buyerId }: Return,
  { variantId, quantity, currencies }: ExchangedVariant,
) {
  const owner = buyerId === null ? { tokenHash: hashOfToken(exchangeToken(sealKeys, id)) } : { userId: buyerId };
  const put = {
    cartId: newId('crt'),
    variantId,
    quantity,
    currencies,
    mode: 'ADD',
    creates: true,
    now: now(),
  } as const;
  const result = await putIntoCart(tx, owner, put);
  if (result === null) throw new Error('A cart that may be created was not.');
  return isMisfit(result) ? refusalForMisfit(result, currencies) : result;
}
