/**
 * `node bench/checkouts.mjs`: whole checkouts by guests through the gateway (cart, quote, order, paid at a provider on the
 * other core), at 16 connections. Prints checkouts/s, p50, p99 and SQL statements of all
 * services per checkout. `--seconds 20`, `--connections 16`; `--profile folder` leaves
 * a CPU profile of the server there.
 */
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { prepare } from '../scripts/prepare.mjs';
import { arrange, statementsBySubgraph } from './arrangement.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    connections: { type: 'string', default: '16' },
    profile: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const paymentMethod = { method: 'PAYMENT_3P', token: '4242424242424242' };
const address = { name: 'Ada Otieno', line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' };

// The load shares its core with Postgres: undici's own requests cost a third of `fetch`.
const clients = new Map();
const clientFor = (url) => clients.get(url) ?? clients.set(url, new Pool(url, { connections: 64 })).get(url);

async function ask(url, query, input) {
  const { body } = await clientFor(url).request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = JSON.parse(await body.text());
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data)[0];
}

const add = `mutation Add($input: AddToCartInput!) { addToCart(input: $input) { ... on Cart { token } ... on UserError { code message } } }`;
const quote = `mutation Quote($input: QuoteCheckoutInput!) { quoteCheckout(input: $input) { ... on CheckoutQuote { id } ... on UserError { code message } } }`;
const place = `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Checkout { status } ... on UserError { code message } } }`;

async function checkOut(url, variantId) {
  const { token } = await ask(url, add, { variantId, quantity: 1 });
  const { id } = await ask(url, quote, {
    cartToken: token,
    email: 'guest@example.org',
    address,
    deliveryMethod: 'STANDARD',
  });
  return ask(url, place, { quoteId: id, idempotencyKey: crypto.randomUUID(), paymentMethod });
}

/** Variants with something on the shelf, so that what is measured is selling and not refusing. */
async function shelf(url) {
  const query = `{ products(first: 100, filter: { type: [PHYSICAL], inStock: true }) { nodes { variants { id available } } } }`;
  const products = await ask(url, query);
  return products.nodes.flatMap(({ variants }) => variants.filter(({ available }) => available > 0));
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

await prepare();
const arrangement = await arrange({ provider: true, profileFolder: values.profile });
try {
  await arrangement.seed(344);
  await arrangement.start();
  await arrangement.settle();
  const { url } = arrangement;
  const stock = await shelf(url);
  const left = stock.flatMap(({ id, available }) => Array.from({ length: available }, () => id));
  // Spread over the shelf, as buyers are.
  left.sort((one, other) => one.slice(-6).localeCompare(other.slice(-6)));
  let next = 0;
  const run = async (until, latencies, answers) => {
    while (performance.now() < until) {
      const startedAt = performance.now();
      const { status, code } = await checkOut(url, left[(next++ * 7919) % left.length]);
      latencies.push(performance.now() - startedAt);
      answers[status ?? code] = (answers[status ?? code] ?? 0) + 1;
    }
  };
  const load = async (duration) => {
    const [latencies, answers] = [[], {}];
    const until = performance.now() + duration * 1_000;
    await Promise.all(Array.from({ length: Number(values.connections) }, () => run(until, latencies, answers)));
    return { latencies: latencies.toSorted((one, other) => one - other), answers };
  };
  await load(3);
  const before = await statementsBySubgraph(url);
  const cpuBefore = await arrangement.cpu();
  const { latencies, answers } = await load(seconds);
  const after = await statementsBySubgraph(url);
  const cpuAfter = await arrangement.cpu();
  const cpuMs = (of) => ((cpuAfter[of] - cpuBefore[of]) / latencies.length).toFixed(1);
  const perCheckout = Object.fromEntries(
    Object.keys(after).map((name) => [name, ((after[name] - before[name]) / latencies.length).toFixed(1)]),
  );
  console.table([
    {
      'checkouts/s': Math.round(latencies.length / seconds),
      'p50 ms': Math.round(percentile(latencies, 0.5)),
      'p99 ms': Math.round(percentile(latencies, 0.99)),
      'SQL per checkout': Object.values(perCheckout)
        .reduce((sum, count) => sum + Number(count), 0)
        .toFixed(1),
      'server CPU ms each': cpuMs('server'),
      'Postgres CPU ms each': cpuMs('database'),
    },
  ]);
  console.log('answers', answers, 'SQL by subgraph, relays and consumers included', perCheckout);
} finally {
  await Promise.all([...clients.values()].map((client) => client.destroy()));
  await arrangement.dismantle();
}
