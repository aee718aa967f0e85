import { type EventTrail, newEvent, ordersOrder, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { registered, type Scene } from '../start-notifications.ts';

const money = { amountMinor: '1250', currency: 'EUR' };

export const orderLine = (storeId: string | null) => ({
  lineId: newId('orl'),
  variantId: newId('var'),
  productId: newId('prd'),
  categoryId: newId('cat'),
  storeId,
  type: 'PHYSICAL' as const,
  title: 'Oak lamp',
  sku: 'OAK-1',
  quantity: 1,
  packedQuantity: null,
  unitPrice: money,
  tax: money,
  taxIncluded: true,
  fee: money,
});

/** The step of an order that a store sells in. */
export const orderStep = (
  trail: EventTrail,
  name: 'confirmed' | 'packaged' | 'shipped' | 'fulfilled',
  { orderId, sequence, lines }: { orderId: string; sequence: number; lines: readonly ReturnType<typeof orderLine>[] },
) =>
  newEvent(
    ordersOrder,
    name,
    {
      subject: orderId,
      sequence,
      data: {
        order: {
          checkoutId: newId('chk'),
          number: 'SO-2026-000001-1',
          status: name.toUpperCase(),
          sellerId: newId('slr'),
          buyerId: 'usr_the_buyer',
          deliveryMethod: 'STANDARD' as const,
          country: 'KE',
          lines: [...lines],
          items: money,
          delivery: money,
          tax: money,
          taxIncluded: money,
          discount: money,
          fee: money,
          total: money,
        },
      },
    },
    trail,
  );

export const createEndpoint = /* GraphQL */ `
  mutation ($input: CreateWebhookEndpointInput!) {
    createWebhookEndpoint(input: $input) {
      __typename
      ... on WebhookEndpointWithSecret {
        secret
        endpoint {
          id
          url
          status
          eventTypes
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const mutate = (name: string, input: string, selection: string, canRefuse = true) => /* GraphQL */ `
  mutation ($input: ${input}!) {
    ${name}(input: $input) {
      __typename
      ${selection}
      ${canRefuse ? '... on UserError { code }' : ''}
    }
  }
`;

export const deliveriesQuery = /* GraphQL */ `
  query ($id: ID!, $status: WebhookDeliveryStatus) {
    webhookEndpoint(id: $id) {
      status
      disabledReason
      failingSince
      deliveries(first: 100, status: $status) {
        nodes {
          id
          eventId
          type
          subject
          status
          endReason
          nextAttemptAt
          attempts {
            number
            responseCode
            responseHead
            error
            durationMs
          }
        }
      }
    }
  }
`;

export interface Endpoint {
  id: string;
  secret: string;
}

/** A store with its team, known to notifications. */
export interface Shop {
  storeId: string;
  owner: ReturnType<typeof person>;
  member: ReturnType<typeof person>;
  helper: ReturnType<typeof person>;
  ownerEmail: string;
  endpoint(url: string, eventTypes?: readonly string[]): Promise<Endpoint>;
}

/** Publishes a store with an administrator, a member and a helper. */
export async function openShop(graph: Scene): Promise<Shop> {
  const storeId = newId('sto');
  const [ownerId, memberId, helperId] = [newId('usr'), newId('usr'), newId('usr')];
  const ownerEmail = `${ownerId}@example.org`;
  const { trail } = graph;
  const added = (userId: string, role: 'ADMIN' | 'MEMBER' | 'SUPPORT', sequence: number) =>
    newEvent(
      usersStore,
      'member_added',
      { subject: storeId, sequence, data: { memberId: newId('mem'), userId, role } },
      trail,
    );
  const facts = { name: 'Zuri', domain: null, status: 'ACTIVE' as const };
  await graph.publish(
    registered(trail, ownerId, ownerEmail),
    newEvent(
      usersStore,
      'created',
      { subject: storeId, sequence: 1, data: { ...facts, plan: 'TRIAL', mintQuota: 25, createdBy: ownerId } },
      trail,
    ),
    added(ownerId, 'ADMIN', 2),
    added(memberId, 'MEMBER', 3),
    added(helperId, 'SUPPORT', 4),
  );
  await until('the team is known', async () => {
    const { rows } = await graph.pool.query('SELECT FROM store_member WHERE store_id = $1', [storeId]);
    return rows.length === 3;
  });
  const owner = person(ownerId);
  return {
    storeId,
    owner,
    ownerEmail,
    member: person(memberId),
    helper: person(helperId),
    async endpoint(url, eventTypes = ['ORDER_CONFIRMED', 'ORDER_PACKAGED', 'ORDER_SHIPPED', 'ORDER_FULFILLED']) {
      const { data, errors } = await graph.query(
        createEndpoint,
        { input: { storeId, url, eventTypes } },
        { as: owner },
      );
      if (errors) throw new Error(JSON.stringify(errors));
      const { endpoint, secret } = data['createWebhookEndpoint'];
      return { id: endpoint.id, secret };
    },
  };
}

/** Makes the next attempts of an endpoint due. */
export async function hurry(graph: Scene, endpointId: string): Promise<void> {
  await graph.pool.query(
    `UPDATE webhook_delivery SET due_at = created_at WHERE endpoint_id = $1 AND status = 'PENDING' AND due_at IS NOT NULL`,
    [endpointId],
  );
  await graph.subgraph.runJob('notifications.deliver-webhooks');
}

/** A delivery as the graph shows it. */
export interface SeenDelivery {
  id: string;
  eventId: string;
  type: string;
  subject: string;
  status: string;
  endReason: string | null;
  nextAttemptAt: Date | null;
  attempts: { number: number; responseCode: number | null; responseHead: string | null; error: string | null }[];
}

/** An endpoint with its deliveries, newest first. */
export async function endpointOf(graph: Scene, { owner }: Shop, id: string) {
  const { data } = await graph.query(deliveriesQuery, { id }, { as: owner });
  const { deliveries, ...rest } = data['webhookEndpoint'];
  return { ...rest, deliveries: deliveries.nodes as SeenDelivery[] };
}

/** Attempts and the bus are real: on a busy machine they take long. */
export const withinMs = 60_000;

/** The deliveries of an endpoint, newest first, once they satisfy `is`. */
export const deliveriesOnce = (
  graph: Scene,
  shop: Shop,
  { what, id, is }: { what: string; id: string; is: (seen: SeenDelivery[]) => boolean },
): Promise<SeenDelivery[]> =>
  until(
    what,
    async () => {
      const { deliveries } = await endpointOf(graph, shop, id);
      return is(deliveries) ? (deliveries as SeenDelivery[]) : null;
    },
    withinMs,
  );
