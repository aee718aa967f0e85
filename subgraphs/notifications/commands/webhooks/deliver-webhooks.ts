import { unseal } from '@soko/seal';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { inTransaction } from '@soko/postgres';
import type { AttemptError, PostResult } from '../../domain/webhooks/delivery.ts';
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

const failedBy = (error: AttemptError): PostResult => ({
  responseCode: null,
  responseHead: null,
  retryAfter: null,
  error,
});

async function post(services: Services, send: PostWebhook, delivery: ClaimedDelivery, at: Date): Promise<PostResult> {
  const { id: deliveryId, eventId, type, body, url } = delivery;
  const secrets = secretsOf(services, delivery);
  const headers = {
    ...signedHeaders({ deliveryId, eventId, type, body, at, secrets }),
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Soko-Webhooks/1',
  };
  return send(url, headers, body);
}

/** Sends a delivery. Faults are results too, so that no delivery is claimed for ever. */
async function attempt(
  services: Services,
  send: PostWebhook,
  delivery: ClaimedDelivery,
  maxTries: number,
): Promise<EndedAttempt> {
  const startedAt = services.now();
  const begun = performance.now();
  // Processes that ended in the middle of it used up its attempts.
  if (delivery.failures >= maxTries) return { startedAt, durationMs: 0, result: failedBy('INTERRUPTED') };
  try {
    const result = await post(services, send, delivery, startedAt);
    return { startedAt, durationMs: performance.now() - begun, result };
  } catch (error) {
    services.log.error({ err: error, id: delivery.id }, 'could not send a webhook; retrying');
    return { startedAt, durationMs: performance.now() - begun, result: failedBy('INTERNAL_FAULT') };
  }
}

/** Sends a claimed delivery, once, and saves what follows for it, its subject and its endpoint. */
async function deliver(
  services: Services,
  send: PostWebhook,
  delivery: ClaimedDelivery,
  { maxTries, disableMs }: WebhookSettings,
): Promise<void> {
  const { pool, log, now } = services;
  const ended = await attempt(services, send, delivery, maxTries);
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
export const createWebhookDelivery = (services: Services, send: PostWebhook, settings: WebhookSettings): DueWorker =>
  createDueWorker<ClaimedDelivery>({
    atOnce: settings.atOnce,
    claim: (limit) =>
      claimDeliveries(services.pool, {
        limit,
        now: services.now(),
        leaseMs: settings.timeoutMs + leaseMarginMs,
        perEndpoint,
      }),
    run: (delivery) => deliver(services, send, delivery, settings),
  });
