import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { type Client, client } from './client.ts';
import { becomeSeller, newAddress, signUp } from './people.ts';
import { type Kind, sellSomething, someCategory } from './selling.ts';

const refused = '... on UserError { __typename code message }';

export interface Goods {
  seller: Client;
  sellerId: string;
  productId: string;
  /** Of 19.90 EUR. */
  small: string;
  /** Of 29.90 EUR. */
  large: string;
}

/** A new seller with one product in two variants, `stock` of each on the shelf. */
export async function goodsOnSale(name: string, stock: number, url?: string): Promise<Goods> {
  const { seller, sellerId } = await becomeSeller(name, client(url === undefined ? {} : { url }), url);
  const goods = { seller, sellerId, ...(await putOnSale(seller, name, 'PHYSICAL')) };
  for (const variantId of [goods.small, goods.large]) await receiveStock(seller, variantId, stock);
  return goods;
}

/** One more product of a seller, in two variants. */
export async function putOnSale(seller: Client, name: string, type: Kind['type'], licenceKeys?: Kind['licenceKeys']) {
  const title = `Stool by ${name} ${v7().slice(-8)}`;
  const categoryId = await someCategory(seller);
  const productId = await sellSomething(seller, { title, tags: ['stool'], categoryId, type, licenceKeys });
  const { product } = await seller.data(`query($id: ID!) { product(id: $id) { variants { id } } }`, { id: productId });
  const [small, large]: [string, string] = product.variants.map(({ id }: { id: string }) => id);
  return { productId, small, large };
}

export async function receiveStock(seller: Client, variantId: string, quantity: number): Promise<void> {
  const { receiveStock: received } = await seller.data(
    `mutation($input: ReceiveStockInput!) { receiveStock(input: $input) { ... on StockItem { id } ${refused} } }`,
    { input: { variantId, quantity, idempotencyKey: `shelf-${variantId}` } },
  );
  if (received.id === undefined) throw new Error(`Not received: ${JSON.stringify(received)}`);
}

export const available = async (visitor: Client, productId: string): Promise<number[]> => {
  const { product } = await visitor.data(`query($id: ID!) { product(id: $id) { variants { available } } }`, {
    id: productId,
  });
  return product.variants.map((variant: { available: number }) => variant.available);
};

export type Wanted = readonly (readonly [variantId: string, quantity: number])[];

/** A cart with these lines. Returns its token, or null for a signed-in buyer, who needs none. */
export async function fillCart(guest: Client, wanted: Wanted): Promise<string | null> {
  let cartToken: string | null = null;
  for (const [variantId, quantity] of wanted) {
    const input = { variantId, quantity, ...(cartToken === null ? {} : { cartToken }) };
    const { addToCart } = await guest.data(
      `mutation($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } ${refused} } }`,
      { input },
    );
    if (addToCart.token === undefined) throw new Error(`Not in the cart: ${JSON.stringify(addToCart)}`);
    cartToken ??= addToCart.token;
  }
  return cartToken;
}

export const address = {
  name: 'Ada Otieno',
  line1: 'Hauptstr. 1',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

/** An address in a country. The postal code is of Germany. */
export const addressIn = (country: string) =>
  country === address.country ? address : { ...address, country, postalCode: null };

type Amount = { amount: string };

/** What the cart costs, delivered to Berlin unless `how` says otherwise. */
export async function quote(
  guest: Client,
  cartToken: string | null,
  how: { deliveryMethod?: 'STANDARD' | 'NONE'; country?: string; phone?: string; promotionCode?: string } = {},
): Promise<{ id: string; itemsTotal: Amount; deliveryTotal: Amount; total: Amount }> {
  const { deliveryMethod = 'STANDARD', country = address.country, phone = null, promotionCode = null } = how;
  const { quoteCheckout } = await guest.data(
    `mutation($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) {
       ... on CheckoutQuote { id itemsTotal { amount } deliveryTotal { amount } total { amount currency } } ${refused} } }`,
    {
      input: {
        cartToken,
        email: 'guest@example.org',
        address: { ...addressIn(country), phone },
        deliveryMethod,
        promotionCode,
      },
    },
  );
  return quoteCheckout;
}

export const placeOrder = async (guest: Client, quoteId: string, token = 'pm_card_visa', idempotencyKey = v7()) => {
  const { placeOrder: answer } = await guest.data(
    `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
       ... on Checkout { __typename id number token status total { amount } orders { id status paymentStatus }
         payment { actionDueAt actions { paymentId orderId clientSecret actionUrl } } }
       ... on PriceChanged { quotedTotal { amount } total { amount }
         lines { variantId quoted { amount } current { amount } } }
       ... on OutOfStock { lines { variantId requested available } } ${refused} } }`,
    { input: { quoteId, idempotencyKey, paymentMethod: { method: 'STRIPE_CARD', token } } },
  );
  return answer;
};

export interface Bought {
  buyer: Client;
  orders: string[];
}

/** Somebody new tries to buy these things. Answers whatever `placeOrder` did. */
export async function tryToBuy(wanted: Wanted, token: string, visitor?: Client) {
  const buyer = await signUp(newAddress('buyer'), visitor);
  const cart = await fillCart(buyer, wanted);
  const checkout = await placeOrder(buyer, (await quote(buyer, cart)).id, token);
  const orders: string[] = checkout.orders?.map(({ id }: { id: string }) => id) ?? [];
  return { buyer, orders, checkout };
}

/** A whole purchase by a new guest, paid by card. */
export async function buy(wanted: Wanted, visitor?: Client): Promise<Bought> {
  const { buyer, orders, checkout } = await tryToBuy(wanted, 'pm_card_visa', visitor);
  if (checkout.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(checkout)}`);
  return { buyer, orders };
}

/** The order once it is in `status`. */
export const orderIn = (bought: Bought, id: string, ...statuses: string[]) =>
  until(`order ${id} in ${statuses.join(' or ')}`, async () => {
    const { order } = await bought.buyer.data(
      `query($id: ID!) { order(id: $id) {
         id status paymentStatus total { amount } itemsTotal { amount } deliveryTotal { amount } feeTotal { amount }
         lines { sku quantity packedQuantity total { amount } }
         payment { id status authorized { amount } captured { amount } refunded { amount } }
         packaging { id status } delivery { id status attempts } } }`,
      { id },
    );
    return statuses.includes(order.status) ? order : null;
  });
