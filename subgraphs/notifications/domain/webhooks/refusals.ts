import { refuse } from '@soko/refusals';
import type { DeliveryStatus } from './delivery.ts';

export const webhookUrlNotAllowed = (ports: readonly number[]) =>
  refuse(
    'WebhookUrlNotAllowed',
    `Use https, one of the ports ${ports.join(', ')}, and a host with public addresses only.`,
  );

export type WebhookUrlNotAllowed = ReturnType<typeof webhookUrlNotAllowed>;

export const webhookLimitReached = (limit: number) =>
  refuse('WebhookLimitReached', `A store can have ${limit} webhook endpoints. Remove one first.`, { limit });

export const webhookEndpointDisabled = () =>
  refuse('WebhookEndpointDisabled', 'This endpoint is disabled. Enable it first with `updateWebhookEndpoint`.');

export const webhookDeliveryPending = (status: DeliveryStatus) =>
  refuse('WebhookDeliveryPending', 'This delivery has not ended: it is sent without being asked again.', { status });
