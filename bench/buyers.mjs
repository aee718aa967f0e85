/** Guests who buy one thing each: cart, quote, order, paid at payment-3p. */
import { openConnection } from './connection.mjs';

const paymentMethod = { method: 'PAYMENT_3P', token: '4242424242424242' };
const address = { name: 'Ada Otieno', line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' };

const add = `mutation Add($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } ... on UserError { code message } } }`;
const quote = `mutation Quote($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) { ... on CheckoutQuote { id } ... on UserError { code message } } }`;
const place = `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Checkout { status } ... on UserError { code message } } }`;
const shelf = `query Shelf { products(first: 100, filter: { type: [PHYSICAL], inStock: true }) { nodes { variants { id available } } } }`;

async function ask(connection, query, input) {
  const { data, errors } = JSON.parse(
    await connection.post('/graphql', JSON.stringify({ query, variables: { input } })),
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0];
}

async function checkOut(connection, variantId) {
  const { token } = await ask(connection, add, { variantId, quantity: 1 });
  const delivery = { address, deliveryMethod: 'STANDARD' };
  const { id } = await ask(connection, quote, { cartToken: token, email: 'guest@example.org', ...delivery });
  return ask(connection, place, { quoteId: id, idempotencyKey: crypto.randomUUID(), paymentMethod });
}

export async function createBuyers(url, count) {
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(url)));
  const { nodes } = await ask(connections[0], shelf);
  const onSale = nodes.flatMap(({ variants }) => variants.filter(({ available }) => available > 0));
  // Spread over the shelf, as buyers are.
  const variantIds = onSale.map(({ id }) => id).sort((one, other) => one.slice(-6).localeCompare(other.slice(-6)));
  let next = 0;

  return {
    /** Buys for so many seconds, or so many times. Answers how long each took, sorted, and what they came to. */
    async buy({ seconds = Infinity, times = Infinity }) {
      const latencies = [];
      const answers = {};
      const until = performance.now() + seconds * 1_000;
      let begun = 0;
      const buyer = async (connection) => {
        while (performance.now() < until && begun < times) {
          begun += 1;
          const startedAt = performance.now();
          const { status, code } = await checkOut(connection, variantIds[(next++ * 7919) % variantIds.length]);
          latencies.push(performance.now() - startedAt);
          answers[status ?? code] = (answers[status ?? code] ?? 0) + 1;
        }
      };
      await Promise.all(connections.map(buyer));
      return { latencies: latencies.toSorted((one, other) => one - other), answers };
    },
    close: () => connections.forEach((connection) => connection.close()),
  };
}
