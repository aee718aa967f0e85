import { randomUUID } from 'node:crypto';
import type { Controls } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { change, type WebhookRecords } from './records.ts';

const kept = /^(content-type|user-agent|webhook-|soko-)/;

type Headers = Record<string, string | string[] | undefined>;

const keptOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      kept.test(name) && typeof value === 'string' ? [[name, value]] : [],
    ),
  );

function repeatsOf(records: WebhookRecords, receiver: string, eventId: string | undefined): number {
  if (eventId === undefined) return 0;
  let repeats = 0;
  for (const each of records.newestFirst('caught'))
    if (each.receiver === receiver && each.headers['webhook-id'] === eventId) repeats += 1;
  return repeats;
}

/** Answers 204, or as a fault says. A webhook that a fault hits first is not caught. */
async function receive(
  { records, controls, reply }: { records: WebhookRecords; controls: Controls; reply: FastifyReply },
  receiver: string,
  { headers, body }: { headers: Headers; body: string },
): Promise<void> {
  const startedAt = performance.now();
  const fault = controls.faults.draw(`POST /hooks/${receiver}`);
  if (fault === undefined || fault.when === 'after') {
    const at = controls.clock.now().toISOString();
    const keptHeaders = keptOf(headers);
    const repeats = repeatsOf(records, receiver, keptHeaders['webhook-id']);
    change(records, (draft) =>
      draft.put('caught', { id: randomUUID(), at, receiver, headers: keptHeaders, body, repeats }),
    );
  }
  const status = fault === undefined ? 204 : fault.effect === 'status' ? fault.status : null;
  controls.requests.add({
    id: `${controls.requests.count() + 1}`,
    at: controls.clock.now().toISOString(),
    call: `POST /hooks/${receiver}`,
    status: status ?? 'disconnected',
    idempotencyKey: null,
    replayed: false,
    fault: fault?.id ?? null,
    tookMs: Math.round(performance.now() - startedAt),
  });
  if (status !== null) {
    await reply.status(status).send(status === 204 ? '' : 'Simulated failure');
    return;
  }
  reply.hijack();
  reply.raw.socket?.destroy();
}

/** `POST /hooks/<receiver>`: catches webhooks, for any receiver. */
export function addReceivers(app: FastifyInstance, records: WebhookRecords, controls: Controls): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post<{ Params: { receiver: string }; Body: string | undefined }>(
    '/hooks/:receiver',
    async ({ params, headers, body }, reply) => {
      if (!/^[\w.-]{1,60}$/.test(params.receiver)) return reply.status(404).send('No such receiver');
      return receive({ records, controls, reply }, params.receiver, { headers, body: body ?? '' });
    },
  );
}
