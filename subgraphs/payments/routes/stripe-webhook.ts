import type { FastifyInstance } from 'fastify';
import { storable, storableText } from '@soko/postgres';
import Stripe from 'stripe';
import { secretDigest } from '../domain/secret-digest.ts';
import type { PaymentsServices } from '../services.ts';
import { keepProviderEvent } from '../store/provider-events.ts';

interface EventObject {
  id?: unknown;
  object?: unknown;
  payment_intent?: unknown;
  parent?: { subscription_details?: { subscription?: unknown } | null } | null;
  metadata?: { paymentId?: unknown; disbursementId?: unknown } | null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? storableText(value) : null);

/** The object of an event. Thin events and events of a later version may have none: they are kept and change nothing. */
const objectOf = (event: Partial<Stripe.Event>): EventObject =>
  (event.data as { object?: EventObject } | undefined)?.object ?? {};

/** Objects that are followed by their own id. */
const followed: ReadonlySet<unknown> = new Set([
  'payment_intent',
  'payment_method',
  'payout',
  'account',
  'subscription',
]);

/** The object that an event is followed by: an invoice by its subscription, what belongs to a payment by its intent. */
function followedRef(object: EventObject): unknown {
  if (followed.has(object.object)) return object.id;
  return object.object === 'invoice' ? object.parent?.subscription_details?.subscription : object.payment_intent;
}

/** The intent, payment method, payout, account or subscription that an event concerns, and the id of the payment in Soko if Stripe passes it on. */
function subjectOf(event: Stripe.Event): { objectRef: string | null; paymentId: string | null } {
  const object = objectOf(event);
  const isIntent = object.object === 'payment_intent';
  return {
    objectRef: textOf(followedRef(object)),
    paymentId: isIntent ? textOf(object.metadata?.paymentId) : null,
  };
}

/** The part of an event that is saved: ids and types, without data of the buyer or the card. */
const excerptOf = (event: Stripe.Event) => {
  const { id, type, created, livemode } = event;
  const { id: objectId, object, payment_intent, metadata } = objectOf(event);
  const disbursement =
    metadata?.disbursementId === undefined ? {} : { disbursementId: textOf(metadata.disbursementId) };
  const excerpt = {
    id: textOf(objectId),
    object: textOf(object),
    payment_intent: textOf(payment_intent),
    ...disbursement,
  };
  return { id, type, created, livemode, object: excerpt };
};

/**
 * `POST /webhooks/stripe`: saves an event with a valid signature and responds with 200; the event is processed later. The
 * signature covers the bytes of the body, so the body is parsed only after the check.
 */
export function stripeWebhook(
  app: FastifyInstance,
  services: Pick<PaymentsServices, 'pool' | 'log' | 'now'>,
  secret: string,
  onSaved: () => void,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/webhooks/stripe', { bodyLimit: 1024 * 1024 }, async (request, reply) => {
    const signature = request.headers['stripe-signature'];
    let event: Stripe.Event;
    try {
      event = Stripe.webhooks.constructEvent(request.body as Buffer, signature ?? '', secret);
    } catch (error) {
      services.log.warn({ err: error }, 'refused a webhook with an invalid signature');
      return reply.code(400).send({ message: 'Invalid webhook signature.' });
    }
    const isNew = await keepProviderEvent(
      services.pool,
      {
        provider: 'stripe',
        // A signed body without an id is still one event: its digest tells a repeat from another one.
        eventId: textOf(event.id) ?? `sha256_${secretDigest(String(request.body))}`,
        type: textOf(event.type) ?? 'unknown',
        ...subjectOf(event),
        payload: storable(excerptOf(event)),
      },
      services.now(),
    );
    if (isNew) onSaved();
    return { received: true };
  });
}
