import type { Viewer } from '@soko/auth';
import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import { noteStoreMember } from '@soko/store-members';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import type { SubgraphTransport } from '@soko/subgraph';
import { products } from '../index.ts';
import { noteSeller } from '../store/known-sellers.ts';
import type { Pool } from 'pg';

/** A person with a seller account. */
export interface TestSeller {
  id: string;
  as: Viewer;
}

/** A products subgraph with the steps that most specs start with. */
export interface Market extends TestSubgraph {
  seller(name: string, status?: string): Promise<TestSeller>;
  member(storeId: string, userId: string, role: string): Promise<void>;
  category(name: string, parentId?: string): Promise<string>;
  /**
   * Adds a product on sale with 10 pieces of each variant, or a draft with `publish: false`, or without stock records with
   * `stocked: false`. Returns its id.
   */
  product(
    seller: TestSeller,
    overrides?: Record<string, unknown>,
    options?: { publish?: boolean; stocked?: boolean },
  ): Promise<string>;
  /** The result of one mutation with `input`, which must not fail. */
  mutate(as: Viewer, mutation: string, input: object, selection?: string): Promise<Outcome>;
  /** The extensions of the error of a mutation; undefined without an error. */
  failure(as: Viewer, mutation: string, input: object): Promise<Record<string, unknown> | undefined>;
  /** Changes a product of the seller and returns all that a manager sees of it. */
  change(seller: TestSeller, mutation: string, productId: string, more?: object): Promise<Outcome>;
  /** The events about one entity, in order. */
  eventsOf(subject: string): Promise<PublishedEvent[]>;
  /** Their types. */
  eventTypesOf(subject: string): Promise<string[]>;
}

/** Specs read results and events as plain JSON; their expectations check it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Outcome = any;

// oxlint-disable-next-line typescript/no-explicit-any
export type PublishedEvent = Envelope<string, any>;

export const admin = person('usr_admin', 'ADMIN');
export const support = person('usr_support', 'SUPPORT');
export const customer = person('usr_customer', 'CUSTOMER');

export const variant = (sku: string, amount = '12.50', currency = 'EUR') => ({
  sku,
  price: { amount, currency },
  package: { lengthMm: 100, widthMm: 80, heightMm: 60, weightG: 500 },
});

/** All that a manager sees of a product. */
export const wholeProduct = `... on Product { id slug title status version category { id } seller { id } tags
  priceRange { min { amount currency } max { amount } } variants { id sku price { amount currency } compareAt { amount } } publishedAt
  history { from to by reason } }`;

const mutationText = (mutation: string, selection: string): string => {
  const input = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation Test($input: ${input}!) { ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message } } }`;
};

/** Key of every market. */
export const sealKey = 'a key for sealing that is only for the specs';

/** Gives each variant of a digital product a file. */
async function addGoods(pool: Pool, productId: string): Promise<void> {
  await pool.query(
    `INSERT INTO digital_file (id, variant_id, upload_id, key, file_name, mime_type, size, added_at)
     SELECT 'dgf_' || id, id, 'none', 'goods/none.bin', 'a.txt', 'text/plain', 1, now() FROM variant WHERE product_id = $1`,
    [productId],
  );
  await pool.query('UPDATE variant SET available = NULL WHERE product_id = $1', [productId]);
}

let skus = 0;

/** A market with two sellers, Ada and Bob. */
export async function openTwoSellers(): Promise<{ market: Market; ada: TestSeller; bob: TestSeller }> {
  const market = await openMarket();
  return { market, ada: await market.seller('Ada'), bob: await market.seller('Bob') };
}

export async function openMarket(
  env: Record<string, string> = {},
  now?: () => Date,
  poolSize?: number,
  peers?: (name: string) => SubgraphTransport,
): Promise<Market> {
  const graph = await startTestSubgraph(products, {
    env: { SOKO_SEAL_KEY: sealKey, ...env },
    ...(now ? { now } : {}),
    ...(poolSize ? { poolSize } : {}),
    ...(peers ? { peers } : {}),
  });
  const mutate = async (as: Viewer, mutation: string, input: object, selection = ''): Promise<Outcome> => {
    const { data, errors } = await graph.query(mutationText(mutation, selection), { input }, { as });
    if (errors) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
    return data[mutation];
  };
  let home: string | undefined;
  const market: Market = {
    ...graph,
    mutate,
    async failure(as, mutation, input) {
      const { errors } = await graph.query(mutationText(mutation, ''), { input }, { as });
      return errors?.[0]?.extensions;
    },
    change: (seller, mutation, productId, more = {}) =>
      mutate(seller.as, mutation, { productId, ...more }, wholeProduct),
    eventsOf: async (id) => (await graph.told()).filter(({ subject }) => subject === id),
    eventTypesOf: async (id) => (await market.eventsOf(id)).map(({ type }) => type),
    async seller(name, status = 'ACTIVE') {
      const id = newId('slr');
      const userId = newId('usr');
      await noteSeller(graph.pool, { id, userId, displayName: name, handle: name.toLowerCase(), status, sequence: 1 });
      return { id, as: person(userId, 'CUSTOMER', 'SELLER') };
    },
    member: (storeId, userId, role) =>
      noteStoreMember(graph.pool, { storeId, userId, role, status: 'ACTIVE', sequence: 1 }),
    async category(name, parentId) {
      const made = await mutate(
        admin,
        'createCategory',
        { name, parentId: parentId ?? null },
        '... on Category { id }',
      );
      return made.id;
    },
    async product(seller, overrides = {}, { publish = true, stocked = true } = {}) {
      if (overrides['categoryId'] === undefined) home ??= await market.category('Home');
      const input = {
        title: 'Oak lamp',
        type: 'PHYSICAL',
        categoryId: home,
        variants: [variant(`SKU-${(skus += 1)}`)],
        ...overrides,
      };
      const made = await mutate(seller.as, 'createProduct', input, '... on Product { id }');
      if (made.__typename !== 'Product') throw new Error(JSON.stringify(made));
      if (overrides['type'] === 'DIGITAL') await addGoods(graph.pool, made.id);
      else if (stocked) await graph.pool.query('UPDATE variant SET available = 10 WHERE product_id = $1', [made.id]);
      if (publish) await mutate(seller.as, 'publishProduct', { productId: made.id });
      return made.id;
    },
  };
  return market;
}
