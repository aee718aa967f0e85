/** Guests who buy one thing each: cart, quote, order, paid at payment-3p. */
import { Pool } from 'undici';

const paymentMethod = { method: 'PAYMENT_3P', token: '4242424242424242' };
const address = { name: 'Ada Otieno', line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' };

const add = `mutation Add($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } ... on UserError { code message } } }`;
const quote = `mutation Quote($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) { ... on CheckoutQuote { id } ... on UserError { code message } } }`;
const place = `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Checkout { status } ... on UserError { code message } } }`;
const shelf = `query Shelf { products(first: 100, filter: { type: [PHYSICAL], inStock: true }) { nodes { variants { id available } } } }`;

export async function createBuyers(url) {
  // The load shares its core with Postgres: undici's own requests cost a third of `fetch`.
  const pool = new Pool(url, { connections: 64 });

  const ask = async (query, input) => {
    const { body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = JSON.parse(await body.text());
    if (errors) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  };

  const checkOut = async (variantId) => {
    const { token } = await ask(add, { variantId, quantity: 1 });
    const delivery = { address, deliveryMethod: 'STANDARD' };
    const { id } = await ask(quote, { cartToken: token, email: 'guest@example.org', ...delivery });
    return ask(place, { quoteId: id, idempotencyKey: crypto.randomUUID(), paymentMethod });
  };

  const { nodes } = await ask(shelf);
  const onSale = nodes.flatMap(({ variants }) => variants.filter(({ available }) => available > 0));
  // Spread over the shelf, as buyers are.
  const variantIds = onSale.map(({ id }) => id).sort((one, other) => one.slice(-6).localeCompare(other.slice(-6)));
  let next = 0;

  return {
    /** Buys for so many seconds, or so many times. Answers how long each took, sorted, and what they came to. */
    async buy({ connections, seconds = Infinity, times = Infinity }) {
      const latencies = [];
      const answers = {};
      const until = performance.now() + seconds * 1_000;
      let begun = 0;
      const buyer = async () => {
        while (performance.now() < until && begun < times) {
          begun += 1;
          const startedAt = performance.now();
          const { status, code } = await checkOut(variantIds[(next++ * 7919) % variantIds.length]);
          latencies.push(performance.now() - startedAt);
          answers[status ?? code] = (answers[status ?? code] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: connections }, buyer));
      return { latencies: latencies.toSorted((one, other) => one - other), answers };
    },
    close: () => pool.destroy(),
  };
}
