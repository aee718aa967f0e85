import type { FastifyInstance } from 'fastify';
import Stripe from 'stripe';
import type { PaymentsServices } from '../services.ts';
import { keepProviderEvent } from '../store/provider-events.ts';

interface About {
  id?: unknown;
  object?: unknown;
  payment_intent?: unknown;
  metadata?: { paymentId?: unknown } | null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The intent or payment method that an event is about, and our own id of it where Stripe passes it on. */
function subjectOf(event: Stripe.Event): { objectRef: string | null; paymentId: string | null } {
  const about = event.data.object as About;
  const isIntent = about.object === 'payment_intent';
  const isItself = isIntent || about.object === 'payment_method';
  return {
    objectRef: textOf(isItself ? about.id : about.payment_intent),
    paymentId: isIntent ? textOf(about.metadata?.paymentId) : null,
  };
}

/** What is kept of an event: who and what, and nothing of the buyer or the card. */
const excerptOf = ({ id, type, created, livemode, data }: Stripe.Event) => {
  const { id: objectId, object, payment_intent } = data.object as About;
  return { id, type, created, livemode, object: { id: objectId, object, payment_intent: payment_intent ?? null } };
};

/**
 * `POST /webhooks/stripe`: an event whose signature is right is kept and answered 200; what it means is found out
 * afterwards. Signatures are over the bytes, so the body is not parsed before they are checked.
 */
export function stripeWebhook(
  app: FastifyInstance,
  services: Pick<PaymentsServices, 'pool' | 'log' | 'now'>,
  secret: string,
  kept: () => void,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/webhooks/stripe', { bodyLimit: 1024 * 1024 }, async (request, reply) => {
    const signature = request.headers['stripe-signature'];
    let event: Stripe.Event;
    try {
      event = Stripe.webhooks.constructEvent(request.body as Buffer, signature ?? '', secret);
    } catch (error) {
      services.log.warn({ err: error }, 'a webhook whose signature is wrong was refused');
      return reply.code(400).send({ message: 'The signature does not fit.' });
    }
    const isNew = await keepProviderEvent(
      services.pool,
      { provider: 'stripe', eventId: event.id, type: event.type, ...subjectOf(event), payload: excerptOf(event) },
      services.now(),
    );
    if (isNew) kept();
    return { received: true };
  });
}
