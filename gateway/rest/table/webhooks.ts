import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageIn } from './operations.ts';

const reading = ['webhooks:read', 'webhooks:write'] as const;
const writing = ['webhooks:write'] as const;

export const webhooks: RouteGroup = {
  name: 'Webhooks',
  description: 'Addresses to which the events of a store are posted, and what was sent to them.',
  routes: [
    {
      method: 'GET',
      path: '/webhook-endpoints',
      access: reading,
      summary: 'Lists the webhook endpoints of a store, oldest first.',
      operation: `query ListWebhookEndpoints($storeId: ID!) {
        result: webhookEndpoints(storeId: $storeId) { ...WebhookEndpoint }
      }`,
    },
    {
      method: 'POST',
      path: '/webhook-endpoints',
      access: writing,
      summary: 'Adds an endpoint. Its secret is in this answer alone.',
      operation: command('createWebhookEndpoint', 'WebhookEndpointWithSecret'),
      status: 201,
    },
    {
      method: 'GET',
      path: '/webhook-endpoints/{id}',
      access: reading,
      summary: 'Returns one endpoint.',
      operation: oneOf('GetWebhookEndpoint', 'webhookEndpoint', 'WebhookEndpoint'),
    },
    {
      method: 'PATCH',
      path: '/webhook-endpoints/{id}',
      access: writing,
      summary: 'Changes the fields of an endpoint that the body has.',
      operation: command('updateWebhookEndpoint', 'WebhookEndpoint'),
      fills: { id: 'endpointId' },
    },
    {
      method: 'DELETE',
      path: '/webhook-endpoints/{id}',
      access: writing,
      summary: 'Removes an endpoint with its deliveries.',
      operation: command('removeWebhookEndpoint', 'RemovedWebhookEndpoint', { isRefused: false }),
      fills: { id: 'endpointId' },
      status: 204,
    },
    {
      method: 'POST',
      path: '/webhook-endpoints/{id}/rotate-secret',
      access: writing,
      summary: 'Makes a new secret. The previous one signs as well for a time.',
      operation: command('rotateWebhookSecret', 'WebhookEndpointWithSecret', { isRefused: false }),
      fills: { id: 'endpointId' },
    },
    {
      method: 'POST',
      path: '/webhook-endpoints/{id}/test',
      access: writing,
      summary: 'Sends an event of the type `WEBHOOK_TEST`.',
      operation: command('sendTestWebhook', 'WebhookDelivery'),
      fills: { id: 'endpointId' },
      status: 202,
    },
    {
      method: 'GET',
      path: '/webhook-endpoints/{id}/deliveries',
      access: reading,
      summary: 'Lists what was sent to an endpoint, newest first.',
      operation: pageIn('ListWebhookDeliveries', 'webhookEndpoint(id: $id)', 'deliveries', 'WebhookDelivery'),
      pick: 'deliveries',
    },
    {
      method: 'POST',
      path: '/webhook-deliveries/{id}/redeliver',
      access: writing,
      summary: 'Sends a delivery again that has ended.',
      operation: command('redeliverWebhook', 'WebhookDelivery'),
      fills: { id: 'deliveryId' },
      status: 202,
    },
  ],
};
