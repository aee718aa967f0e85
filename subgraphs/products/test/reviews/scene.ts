import { guestGrant, userIdOf, type Viewer } from '@soko/auth';
import { type Envelope, type EventTrail, newEvent, ordersDispute, ordersOrder } from '@soko/events';
import { newId } from '@soko/ids';
import { person, startFixture, until } from '@soko/testing';
import { type Market, openMarket, type Outcome, sealKey, type TestSeller } from '../market.ts';

const zero = { amountMinor: '0', currency: 'EUR' };

export const trail: EventTrail = {
  correlationId: 'req_test',
  causationId: null,
  actor: { kind: 'service', id: 'orders' },
  now: () => new Date(),
};

interface Placed {
  seller: TestSeller;
  /** Null for a guest. */
  buyer: Viewer | null;
  products: readonly string[];
  storeId?: string | null;
  deliveryMethod?: 'STANDARD' | 'NONE';
  at?: Date;
}

/** A market in which orders are delivered. */
export interface ReviewScene extends Market {
  now(): Date;
  /** Lets time pass. */
  passDays(days: number): void;
  buyer(): Viewer & { kind: 'user' };
  /** An order that is known to orders alone. */
  placed(order: Placed): string;
  /** A delivered order. */
  delivered(order: Placed): Promise<string>;
  /** The same for many orders, in one batch. */
  allDelivered(orders: readonly Placed[]): Promise<string[]>;
  submit(as: Viewer | null, input: object): Promise<Outcome>;
  rating(productId: string): Promise<Outcome>;
}

export const guestToken = 'the token of a guest';

export const reviewFields = `id target status rating title text version helpfulCount notHelpfulCount hiddenReason
  reply { text } author { id } order { id } pictures { url width }`;

export const wholeReview = `... on Review { ${reviewFields} } ... on WrongReviewStatus { reviewStatus }`;

const submitted = `... on Review { ${reviewFields} } ... on AlreadyReviewed { review { id } } ... on OrderNotDelivered { orderStatus }
  ... on ReviewPeriodEnded { endedAt }`;

/** Orders with their real contract: visible to their buyer, their seller, and a guest with the token. */
function startOrders() {
  const orders = new Map<string, Outcome>();
  const { transport, asked } = startFixture(
    'orders',
    {
      Query: {
        order(_, { id, token }: { id: string; token?: string | null }, viewer: Viewer) {
          const found = orders.get(id);
          if (found === undefined) return null;
          const isOpened = found.buyer === null && token === guestToken;
          const isParty = [found.buyer?.id, found.sellerUserId].includes(userIdOf(viewer) ?? 'nobody');
          return isOpened || isParty ? { ...found, guestGrant: isOpened ? 'yes' : null } : null;
        },
      },
    },
    {},
    { admits: () => {} },
  );
  return { orders, transport, asked };
}

const anonymous: Viewer = { kind: 'anonymous' };

export async function openReviews(env: Record<string, string> = {}): Promise<ReviewScene> {
  const { orders, transport } = startOrders();
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const market = await openMarket(env, now, undefined, () => transport);

  const eventOf = (
    id: string,
    { seller, buyer, products, storeId = null, deliveryMethod = 'STANDARD', at }: Placed,
  ) => {
    const order = {
      checkoutId: newId('chk'),
      number: `SO-${id.slice(-6)}`,
      status: 'FULFILLED',
      sellerId: seller.id,
      buyerId: buyer && userIdOf(buyer),
      deliveryMethod,
      country: 'DE',
      lines: products.map((productId) => ({
        lineId: newId('orl'),
        variantId: newId('var'),
        productId,
        categoryId: 'cat_1',
        storeId,
        type: 'PHYSICAL' as const,
        title: 'Oak lamp',
        sku: 'L-1',
        quantity: 1,
        packedQuantity: 1,
        unitPrice: zero,
        tax: zero,
        taxIncluded: true,
        fee: zero,
      })),
      items: zero,
      delivery: zero,
      tax: zero,
      taxIncluded: zero,
      discount: zero,
      fee: zero,
      total: zero,
    };
    const by = { ...trail, now: () => at ?? now() };
    return newEvent(ordersOrder, 'fulfilled', { subject: id, sequence: 5, data: { order } }, by);
  };

  const scene: ReviewScene = {
    ...market,
    now,
    passDays: (days) => void (ahead += days * 86_400_000),
    buyer: () => person(newId('usr')) as Viewer & { kind: 'user' },
    placed({ seller, buyer }) {
      const id = newId('ord');
      orders.set(id, {
        status: 'CONFIRMED',
        buyer: buyer && { id: userIdOf(buyer) },
        sellerUserId: userIdOf(seller.as),
        history: [{ at: now(), to: 'CONFIRMED' }],
      });
      return id;
    },
    async allDelivered(all) {
      const ids = all.map((order) => {
        const id = scene.placed(order);
        const history = [...orders.get(id).history, { at: order.at ?? now(), to: 'FULFILLED' }];
        orders.set(id, { ...orders.get(id), status: 'FULFILLED', history });
        return id;
      });
      await market.bus.publish(
        'orders.order',
        ids.map((id, index) => eventOf(id, all[index]!)),
      );
      await until('the deliveries are known', async () => {
        const { rowCount } = await market.pool.query('SELECT FROM purchase WHERE order_id = ANY($1)', [ids]);
        return rowCount === ids.length;
      });
      return ids;
    },
    delivered: async (order) => (await scene.allDelivered([order]))[0]!,
    submit: (as, input) => market.mutate(as ?? anonymous, 'submitReview', { rating: 5, ...input }, submitted),
    async rating(productId) {
      const { data } = await market.query(
        'query ($id: ID!) { product(id: $id) { rating { average count distribution { count } } } }',
        { id: productId },
      );
      const { average, count, distribution } = data['product'].rating;
      return { average, count, stars: distribution.map((each: Outcome) => each.count) };
    },
  };
  return scene;
}

/** Proof that a guest opened an order in a request. */
export const grantFor = (orderId: string, requestId: string): string => guestGrant([sealKey], orderId, requestId);

/** An event of a dispute with a seller. */
export function disputed(
  type: 'opened' | 'withdrawn' | 'resolved',
  sellerId: string,
  { id, sequence, outcome }: { id: string; sequence: number; outcome: 'BUYER' | null },
): Envelope {
  const dispute = {
    orderId: newId('ord'),
    orderNumber: 'SO-1',
    number: 'SO-1-D1',
    kind: 'BUYER' as const,
    reason: 'OTHER' as const,
    status: 'OPEN' as const,
    sellerId,
    buyerId: null,
    amount: zero,
    answerDueAt: new Date(0).toISOString(),
    outcome,
    refund: zero,
    holdsMoney: true,
  };
  const fact = { subject: id, sequence };
  if (type === 'resolved') return newEvent(ordersDispute, type, { ...fact, data: { dispute, decision: null } }, trail);
  return newEvent(ordersDispute, type, { ...fact, data: { dispute } }, trail);
}
