import { unseal } from '@soko/seal';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { inTransaction } from '@soko/postgres';
import { secretSeal } from '../../domain/webhooks/endpoint.ts';
import { isSuccess, nextDelivery } from '../../domain/webhooks/next-delivery.ts';
import { signedHeaders } from '../../domain/webhooks/sign.ts';
import type { PostWebhook } from '../../providers/webhook-post.ts';
import type { NotificationsServices } from '../../services.ts';
import { disableEndpoint, lockEndpoint, saveFailing } from '../../store/webhooks/endpoints.ts';
import { claimDeliveries, type ClaimedDelivery, endAttempt, type EndedAttempt } from '../../store/webhooks/sending.ts';

export interface WebhookSettings {
  /** Requests at the same time. */
  atOnce: number;
  /** Failed attempts that end a delivery. */
  maxTries: number;
  /** Time in milliseconds after which an endpoint that never succeeds is disabled. */
  disableMs: number;
  /** Time in milliseconds that a receiver gets. */
  timeoutMs: number;
}

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'log' | 'now'>;

/** Requests to one endpoint at the same time. */
const perEndpoint = 4;

/** Time that a lease has beyond the longest request. */
const leaseMarginMs = 60_000;

/** The secrets that sign a request: the current one, and the previous one until its end. */
function secretsOf({ sealKeys, now }: Services, delivery: ClaimedDelivery): string[] {
  const { secret, previousSecret, previousSecretUntil } = delivery;
  const isRotating = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now();
  return [secret, ...(isRotating ? [previousSecret] : [])].map((sealed) => unseal(sealKeys, secretSeal, sealed));
}

async function attempt(services: Services, post: PostWebhook, delivery: ClaimedDelivery): Promise<EndedAttempt> {
  const startedAt = services.now();
  const { id: deliveryId, eventId, type, body, url } = delivery;
  const secrets = secretsOf(services, delivery);
  const headers = {
    ...signedHeaders({ deliveryId, eventId, type, body, at: startedAt, secrets }),
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Soko-Webhooks/1',
  };
  const begun = performance.now();
  const result = await post(url, headers, body);
  return { startedAt, durationMs: performance.now() - begun, result };
}

/** Sends a claimed delivery, once, and saves what follows for it, its subject and its endpoint. */
async function deliver(
  services: Services,
  post: PostWebhook,
  delivery: ClaimedDelivery,
  { maxTries, disableMs }: WebhookSettings,
): Promise<void> {
  const { pool, log, now } = services;
  const ended = await attempt(services, post, delivery);
  const { id, endpointId, failures } = delivery;
  const disabled = await inTransaction(pool, async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId);
    // It was removed while this one was sent.
    if (endpoint === null) return null;
    const at = now();
    const { result } = ended;
    const { failingSince } = endpoint;
    const next = nextDelivery({ result, failures, failingSince, now: at, maxTries, disableMs });
    if (!(await endAttempt(tx, delivery, next, ended, at))) return null;
    await saveFailing(tx, endpoint, !isSuccess(result), at);
    if (next.disable !== null) await disableEndpoint(tx, endpointId, next.disable, at);
    return next.disable;
  });
  if (disabled !== null) log.warn({ id, endpointId, reason: disabled }, 'disabled a webhook endpoint');
}

/**
 * Posts the deliveries that are due. One is claimed and saved as such before it is sent; when its process ends in between, it is
 * sent again after the lease with the same event id. Those of one subject are sent one after another.
 */
export const createWebhookDelivery = (services: Services, post: PostWebhook, settings: WebhookSettings): DueWorker =>
  createDueWorker<ClaimedDelivery>({
    atOnce: settings.atOnce,
    claim: (limit) =>
      claimDeliveries(services.pool, {
        limit,
        now: services.now(),
        leaseMs: settings.timeoutMs + leaseMarginMs,
        perEndpoint,
      }),
    run: (delivery) => deliver(services, post, delivery, settings),
  });
