import { refuse } from '@soko/refusals';
import type { DeliveryStatus } from './delivery.ts';
import type { UrlRules } from './url-rules.ts';

export const webhookUrlNotAllowed = ({ ports, trustedOrigins }: UrlRules) =>
  refuse(
    'WebhookUrlNotAllowed',
    `Use https, one of the ports ${ports.join(', ')}, and a host with public addresses only.`,
    { trustedOrigins: [...trustedOrigins] },
  );

export type WebhookUrlNotAllowed = ReturnType<typeof webhookUrlNotAllowed>;

export const webhookLimitReached = (limit: number) =>
  refuse('WebhookLimitReached', `A store can have ${limit} webhook endpoints. Remove one first.`, { limit });

export const webhookEndpointDisabled = (isStoreActive = true) =>
  refuse(
    'WebhookEndpointDisabled',
    isStoreActive
      ? 'This endpoint is disabled. Enable it first with `updateWebhookEndpoint`.'
      : 'The store is inactive, and its endpoints get nothing. Activate it first with `updateStore`.',
  );

export const webhookDeliveryPending = (status: DeliveryStatus) =>
  refuse('WebhookDeliveryPending', 'This delivery has not ended: it is sent without being asked again.', { status });
