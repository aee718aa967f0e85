import type { Delivery } from '@soko/simulator-kit';
import { type Simulator, viewOf } from '../simulator.ts';
import { renderEvent } from './render.ts';
import { signatureHeader } from './sign.ts';

/**
 * The request that delivers an event, or null when the event or endpoint no longer exists. It is signed at the real time,
 * not at the simulator's, because the receiver compares the time with its own clock.
 */
export function webhookRequest(simulator: Pick<Simulator, 'records' | 'url'>, { eventId, endpointId }: Delivery) {
  const { records } = simulator;
  const event = records.get('events', eventId);
  const endpoint = records.get('webhookEndpoints', endpointId);
  if (!event || !endpoint) return null;
  const body = JSON.stringify(renderEvent(event, records, viewOf(simulator)), null, 2);
  return {
    url: endpoint.url,
    body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signatureHeader(body, endpoint.secrets, Math.floor(Date.now() / 1_000)),
    },
  };
}
