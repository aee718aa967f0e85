import { isId } from '@soko/ids';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { createWebhookEndpoint } from '../commands/webhooks/create-webhook-endpoint.ts';
import { removeWebhookEndpoint } from '../commands/webhooks/remove-webhook-endpoint.ts';
import { maySeeEndpoint, requireSeeing, requireToSee } from '../commands/webhooks/require-store-role.ts';
import { rotateWebhookSecret } from '../commands/webhooks/rotate-webhook-secret.ts';
import { redeliverWebhook, sendTestWebhook } from '../commands/webhooks/send-again.ts';
import { updateWebhookEndpoint } from '../commands/webhooks/update-webhook-endpoint.ts';
import type { WebhookDelivery } from '../domain/webhooks/delivery.ts';
import { graphNameOf } from '../domain/webhooks/event-types.ts';
import type {
  MutationResolvers,
  QueryResolvers,
  WebhookDeliveryResolvers,
  WebhookEndpointResolvers,
  WebhookEventType,
} from '../generated/graphql.ts';
import { listDeliveries } from '../store/webhooks/deliveries.ts';
import { findEndpoint, findEndpointsOf } from '../store/webhooks/endpoints.ts';

const deliveryCursors = timeAndId('webhookDeliveries', (id) => isId('whd', id));

export const webhookQuery: Pick<QueryResolvers, 'webhookEndpoint' | 'webhookEndpoints'> = {
  async webhookEndpoints(_, { storeId }, context) {
    await requireToSee(context, context.pool, storeId);
    return findEndpointsOf(context.pool, storeId);
  },
  async webhookEndpoint(_, { id }, context) {
    requireSeeing(context);
    const endpoint = await findEndpoint(context.pool, id);
    return endpoint !== null && (await maySeeEndpoint(context, context.pool, endpoint)) ? endpoint : null;
  },
};

export const webhookMutation = {
  createWebhookEndpoint: (_, { input }, context) => createWebhookEndpoint(context, input),
  updateWebhookEndpoint: async (_, { input }, context) =>
    answer('WebhookEndpoint', await updateWebhookEndpoint(context, input)),
  rotateWebhookSecret: (_, { input }, context) => rotateWebhookSecret(context, input),
  removeWebhookEndpoint: async (_, { input }, context) =>
    answer('RemovedWebhookEndpoint', await removeWebhookEndpoint(context, input)),
  redeliverWebhook: async (_, { input }, context) => answer('WebhookDelivery', await redeliverWebhook(context, input)),
  sendTestWebhook: async (_, { input }, context) => answer('WebhookDelivery', await sendTestWebhook(context, input)),
} satisfies Partial<MutationResolvers>;

export const webhookEndpoint: Pick<WebhookEndpointResolvers, 'deliveries' | 'eventTypes'> = {
  eventTypes: ({ eventTypes }) => eventTypes.map((type) => graphNameOf(type) as WebhookEventType),
  async deliveries({ id }, { status, ...args }, { pool }) {
    const page = readPage(args, deliveryCursors);
    const found = await listDeliveries(pool, id, status ?? null, page);
    return toConnection(found, page, ({ createdAt, id: deliveryId }: WebhookDelivery) =>
      cursorOf(deliveryCursors, [createdAt, deliveryId]),
    );
  },
};

export const webhookDelivery: Pick<WebhookDeliveryResolvers, 'attempts' | 'nextAttemptAt'> = {
  nextAttemptAt: ({ status, dueAt }) => (status === 'PENDING' ? dueAt : null),
  attempts: ({ id }, _, { loaders }) => loaders.attemptsOf.load(id),
};
