import { until } from '@soko/testing';
import { v7 } from 'uuid';
import type { Client } from './client.ts';
import { becomeSeller, newAddress, signUp } from './people.ts';
import { sellSomething, someCategory } from './selling.ts';

const refused = '... on UserError { __typename code message }';

export interface Goods {
  seller: Client;
  productId: string;
  /** Of 19.90 EUR. */
  small: string;
  /** Of 29.90 EUR. */
  large: string;
}

/** A new seller with one product in two variants, `stock` of each on the shelf. */
export async function goodsOnSale(name: string, stock: number): Promise<Goods> {
  const { seller } = await becomeSeller(name);
  const title = `Stool by ${name} ${v7().slice(-8)}`;
  const productId = await sellSomething(seller, { title, tags: ['stool'], categoryId: await someCategory(seller) });
  const { product } = await seller.data(`query($id: ID!) { product(id: $id) { variants { id } } }`, { id: productId });
  const [small, large] = product.variants.map(({ id }: { id: string }) => id);
  for (const variantId of [small, large]) await receiveStock(seller, variantId, stock);
  return { seller, productId, small, large };
}

/** The shelves hear of a new product by an event, a moment after it was written. */
const receiveStock = (seller: Client, variantId: string, quantity: number): Promise<unknown> =>
  until(`${quantity} of ${variantId} on the shelf`, async () => {
    const { data } = await seller.ask(
      `mutation($input: ReceiveStockInput!) { receiveStock(input: $input) { ... on StockItem { id } ${refused} } }`,
      { input: { variantId, quantity, idempotencyKey: `shelf-${variantId}` } },
    );
    return data?.receiveStock?.id;
  });

export const available = async (visitor: Client, productId: string): Promise<number[]> => {
  const { product } = await visitor.data(`query($id: ID!) { product(id: $id) { variants { available } } }`, {
    id: productId,
  });
  return product.variants.map((variant: { available: number }) => variant.available);
};

export type Wanted = readonly (readonly [variantId: string, quantity: number])[];

/** A cart with these things in it. Answers its token, or null for somebody signed in, who needs none. */
export async function fillCart(guest: Client, wanted: Wanted): Promise<string | null> {
  let cartToken: string | null = null;
  for (const [variantId, quantity] of wanted) {
    const { addToCart }: { addToCart: { token: string | null } } = await guest.data(
      `mutation($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } ${refused} } }`,
      { input: { variantId, quantity, ...(cartToken === null ? {} : { cartToken }) } },
    );
    cartToken ??= addToCart.token;
  }
  return cartToken;
}

export async function quote(
  guest: Client,
  cartToken: string | null,
): Promise<{ id: string; total: { amount: string } }> {
  const address = { name: 'Ada Otieno', line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
  const { quoteCheckout } = await guest.data(
    `mutation($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) {
       ... on CheckoutQuote { id itemsTotal { amount } deliveryTotal { amount } total { amount currency } } ${refused} } }`,
    { input: { cartToken, email: 'guest@example.org', address, deliveryMethod: 'STANDARD' } },
  );
  return quoteCheckout;
}

export const placeOrder = async (guest: Client, quoteId: string, token = 'pm_card_visa', idempotencyKey = v7()) => {
  const { placeOrder: answer } = await guest.data(
    `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
       ... on Checkout { __typename id number token status total { amount } orders { id status paymentStatus } }
       ... on OutOfStock { lines { variantId requested available } } ${refused} } }`,
    { input: { quoteId, idempotencyKey, paymentMethod: { method: 'STRIPE_CARD', token } } },
  );
  return answer;
};

export interface Bought {
  buyer: Client;
  orders: string[];
}

/** A whole purchase by somebody new, paid by card. */
export async function buy(wanted: Wanted): Promise<Bought> {
  const buyer = await signUp(newAddress('buyer'));
  const cart = await fillCart(buyer, wanted);
  const checkout = await placeOrder(buyer, (await quote(buyer, cart)).id);
  if (checkout.status !== 'CONFIRMED') throw new Error(`Not bought: ${JSON.stringify(checkout)}`);
  return { buyer, orders: checkout.orders.map(({ id }: { id: string }) => id) };
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

/** Work of the warehouse on one order; `packed` says how many of each SKU where it is not all of them. */
export async function pack(
  warehouse: Client,
  orderId: string,
  packed: (sku: string, quantity: number) => number = (_, quantity) => quantity,
) {
  const packaging = await until(`the package of ${orderId} in the queue`, async () => {
    const { packagingQueue } = await warehouse.data(
      `{ packagingQueue(status: NEW, first: 100) { nodes { id order { id } lines { variant { id sku } quantity } } } }`,
    );
    return packagingQueue.nodes.find((each: { order: { id: string } }) => each.order.id === orderId);
  });
  const act = (name: string, type: string, input: object) =>
    warehouse.data(
      `mutation($input: ${type}!) { ${name}(input: $input) { ... on Packaging { id status } ${refused} } }`,
      {
        input: { packagingId: packaging.id, ...input },
      },
    );
  await act('startPackaging', 'StartPackagingInput', {});
  for (const line of packaging.lines) {
    const quantity = packed(line.variant.sku, line.quantity);
    await act('setPackedQuantity', 'SetPackedQuantityInput', { variantId: line.variant.id, quantity });
  }
  const { completePackaging } = await act('completePackaging', 'CompletePackagingInput', {});
  return completePackaging.status;
}

/** The delivery of an order, once there is one. */
export const deliveryOf = (courier: Client, orderId: string): Promise<string> =>
  until(`a delivery of ${orderId}`, async () => {
    const { deliveries } = await courier.data(`{ deliveries(first: 100) { nodes { id order { id } } } }`);
    return deliveries.nodes.find((each: { order: { id: string } }) => each.order.id === orderId)?.id;
  });

export const deliver = async (
  courier: Client,
  name: 'startDelivery' | 'completeDelivery' | 'failDelivery',
  input: object,
) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await courier.data(
    `mutation($input: ${type}!) { ${name}(input: $input) { ... on Delivery { status attempts } ${refused} } }`,
    { input },
  );
  return data[name];
};
