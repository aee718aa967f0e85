import { serviceIdentity, type Viewer } from '@soko/auth';
import { type Envelope, topicOf, topics } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { fulfilment } from '../index.ts';
import type { KnownVariant } from '../domain/variant.ts';
import { noteProduct } from '../store/known-products.ts';
import { noteSeller } from '../store/known-sellers.ts';
import { noteVariants } from '../store/known-variants.ts';

export const sealKey = 'a key for specs alone and long enough';

export const packer = person('usr_packer', 'WAREHOUSE');
export const courier = person('usr_courier', 'COURIER');
export const support = person('usr_support', 'SUPPORT');
export const admin = person('usr_admin', 'ADMIN');
export const customer = person('usr_customer', 'CUSTOMER');
export const nobody: Viewer = { kind: 'anonymous' };

export const address = {
  name: 'Ada Buyer',
  line1: '1 Long Street',
  city: 'Nairobi',
  country: 'KE',
  phone: '+254700000001',
};

/** Specs read results as plain JSON; their expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

/** Order lines of a spec: variants with quantities. */
export type Wanted = readonly (readonly [variantId: string, quantity: number])[];

export interface TestOrder {
  orderId: string;
  packagingId: string;
  lineIds: string[];
}

/** A fulfilment subgraph with the steps that most specs start with. */
export interface Warehouse extends TestSubgraph {
  /** The result of one mutation that takes `input`. Throws when it fails. */
  mutate(as: Viewer, mutation: string, input: object, selection?: string): Promise<Json>;
  /** The code and field of the error of a mutation that takes `input`, or undefined. */
  failure(as: Viewer, mutation: string, input: object): Promise<Record<string, unknown> | undefined>;
  /** The result of an operation that another service sends. */
  ask(document: string, variables: object): Promise<Json>;
  /** A seller and its user. */
  seller(): Promise<{ id: string; as: Viewer }>;
  /** The id of a known variant with `onHand` items. */
  variant(onHand?: number, overrides?: Partial<KnownVariant>): Promise<string>;
  reserve(orders: Record<string, Wanted>, more?: { checkoutId?: string; ttlSeconds?: number }): Promise<Json>;
  commit(orders: Record<string, Wanted>, more?: object): Promise<Json>;
  release(orderIds: string[], reason?: string): Promise<Json>;
  /** An order that is reserved and waits to be packed. */
  order(lines: Wanted, more?: object): Promise<TestOrder>;
  /** Packs an order completely, or by `quantities`. Returns the id of its delivery. */
  packed(order: TestOrder, quantities?: readonly number[]): Promise<string>;
  stock(variantId: string): Promise<{ onHand: number; reserved: number }>;
  /** The types of the events of a subject, oldest first and without the subgraph's name. */
  toldOf(subject: string): Promise<string[]>;
}

const mutationText = (mutation: string, selection: string): string => {
  const input = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation Test($input: ${input}!) { ${mutation}(input: $input) { __typename ${selection} ... on UserError { code message } } }`;
};

const reserveText = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { __typename
  ... on StockReserved { checkoutId expiresAt } ... on StockShort { lines { variantId requested available } } } }`;
const commitText = `mutation ($input: CommitReservationInput!) { commitReservation(input: $input) { __typename
  ... on ReservationCommitted { packagingIds } ... on ReservationExpired { orderIds } } }`;
const releaseText = `mutation ($input: ReleaseReservationInput!) { releaseReservation(input: $input) { releasedOrderIds keptOrderIds } }`;

export const linesOf = (orderId: string, wanted: Wanted) =>
  wanted.map(([variantId, quantity], index) => ({
    lineId: `${orderId}_${index + 1}`,
    variantId,
    title: `Thing ${index + 1}`,
    sku: `SKU-${index + 1}`,
    quantity,
  }));

/** Items whose movements do not add up to their stock, from all movements. */
export const findMiscounted = async (pool: Warehouse['pool']): Promise<{ id: string; variantId: string }[]> =>
  (
    await pool.query<{ id: string; variantId: string }>(
      `SELECT s.id, s.variant_id AS "variantId" FROM stock_item s
       LEFT JOIN (SELECT stock_item_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved FROM stock_movement GROUP BY 1) m
         ON m.stock_item_id = s.id
       WHERE (s.on_hand, s.reserved) IS DISTINCT FROM (coalesce(m.on_hand, 0)::int, coalesce(m.reserved, 0)::int)`,
    )
  ).rows;

/** Checks every event against the schema of its type, also those that SQL made. */
export function expectSound(events: readonly Envelope[]): void {
  for (const event of events) {
    const topic = topics.find(({ name }) => name === topicOf(event.type));
    const schema = topic?.events[event.type.slice(topicOf(event.type).length + 1)];
    if (schema === undefined) throw new Error(`The event type ${event.type} is not declared.`);
    schema.parse(event.data);
    if (!/^evt_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/.test(event.id))
      throw new Error(`${event.id} is no UUIDv7.`);
  }
}

export async function openWarehouse(
  options: { env?: Record<string, string>; now?: () => Date } = {},
): Promise<Warehouse> {
  const graph = await startTestSubgraph(fulfilment, {
    ...options,
    env: { SOKO_SEAL_KEY: sealKey, ...options.env },
  });
  const mutate: Warehouse['mutate'] = async (as, mutation, input, selection = '') => {
    const { data, errors } = await graph.query(mutationText(mutation, selection), { input }, { as });
    if (errors) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
    return data[mutation];
  };
  const ask: Warehouse['ask'] = async (document, variables) => {
    const identity = serviceIdentity('orders', 'cor_spec');
    const { data, errors } = await graph.query(document, variables as Record<string, unknown>, { identity });
    if (errors) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  };
  const warehouse: Warehouse = {
    ...graph,
    mutate,
    ask,
    async failure(as, mutation, input) {
      const { errors } = await graph.query(mutationText(mutation, ''), { input }, { as });
      return errors?.[0]?.extensions;
    },
    async seller() {
      const id = newId('slr');
      const userId = newId('usr');
      await noteSeller(graph.pool, { id, userId, status: 'ACTIVE', sequence: 1 });
      return { id, as: person(userId, 'CUSTOMER', 'SELLER') };
    },
    async variant(onHand = 0, overrides = {}) {
      const id = newId('var');
      const variant: KnownVariant = {
        id,
        productId: newId('prd'),
        sellerId: 'slr_house',
        storeId: null,
        type: 'PHYSICAL',
        sku: id,
        currency: 'EUR',
        package: { lengthMm: 100, widthMm: 100, heightMm: 100, weightG: 500 },
        ...overrides,
      };
      await noteProduct(graph.pool, { ...variant, id: variant.productId }, { status: 'ACTIVE', sequence: 0 });
      await noteVariants(graph.pool, [variant], 1);
      if (onHand > 0) {
        await mutate(packer, 'receiveStock', { variantId: id, quantity: onHand, idempotencyKey: newId('req') });
      }
      return id;
    },
    reserve: (orders, { checkoutId = newId('req'), ttlSeconds = 900 } = {}) =>
      ask(reserveText, {
        input: {
          checkoutId,
          ttlSeconds,
          orders: Object.entries(orders).map(([orderId, wanted]) => ({
            orderId,
            lines: wanted.map(([variantId, quantity]) => ({ variantId, quantity })),
          })),
        },
      }),
    commit: (orders, more = {}) =>
      ask(commitText, {
        input: {
          orders: Object.entries(orders).map(([orderId, wanted]) => ({
            orderId,
            buyerId: 'usr_customer',
            sellerId: 'slr_house',
            number: `SO-${orderId}`,
            address,
            deliveryMethod: 'STANDARD',
            lines: linesOf(orderId, wanted),
            ...more,
          })),
        },
      }),
    release: (orderIds, reason = 'Because') => ask(releaseText, { input: { orderIds, reason } }),
    async order(lines, more = {}) {
      const orderId = newId('req').replace('req', 'ord');
      const reserved = await warehouse.reserve({ [orderId]: lines });
      if (reserved.__typename !== 'StockReserved') throw new Error(JSON.stringify(reserved));
      const { packagingIds } = await warehouse.commit({ [orderId]: lines }, more);
      return { orderId, packagingId: packagingIds[0], lineIds: linesOf(orderId, lines).map(({ lineId }) => lineId) };
    },
    async packed({ packagingId, lineIds, orderId }, quantities) {
      await mutate(packer, 'startPackaging', { packagingId });
      const { rows } = await graph.pool.query<{ quantity: number }>(
        'SELECT quantity FROM packaging_line WHERE packaging_id = $1 ORDER BY position',
        [packagingId],
      );
      for (const [index, lineId] of lineIds.entries()) {
        const quantity = quantities?.[index] ?? rows[index]!.quantity;
        await mutate(packer, 'setPackedQuantity', { packagingId, lineId, quantity });
      }
      await mutate(packer, 'completePackaging', { packagingId });
      const found = await graph.pool.query<{ id: string }>('SELECT id FROM delivery WHERE order_id = $1', [orderId]);
      return found.rows[0]?.id ?? '';
    },
    async stock(variantId) {
      const { data } = await graph.query(
        'query ($id: ID!) { stockItem(variantId: $id) { onHand reserved } }',
        { id: variantId },
        { as: packer },
      );
      return data['stockItem'];
    },
    async toldOf(subject) {
      const events = await graph.told();
      return events.filter((event) => event.subject === subject).map(({ type }) => type.split('.').slice(1).join('.'));
    },
    /** After every spec the movements must add up and the events must be valid. */
    async close() {
      const [miscounted, events] = [await findMiscounted(graph.pool), await graph.told()];
      await graph.close();
      if (miscounted.length > 0) throw new Error(`Movements do not add up: ${JSON.stringify(miscounted)}`);
      expectSound(events);
    },
  };
  return warehouse;
}
