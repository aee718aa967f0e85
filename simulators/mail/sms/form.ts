import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Controls, FaultRule } from '@soko/simulator-kit';

/** Reads bodies of forms. */
export function readForms(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
}

/** An answer: its status and body. */
export interface Answer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

/** Runs a call, unless a fault hits it. With `after`, the call runs and its answer is lost. */
export async function answerWith(
  {
    controls,
    reply,
    call,
    failure,
  }: {
    controls: Controls;
    reply: FastifyReply;
    call: string;
    /** The service's answer for an injected status. */
    failure(fault: FaultRule): Answer;
  },
  work: () => Answer,
): Promise<void> {
  const startedAt = performance.now();
  const fault = controls.faults.draw(call);
  const done = fault === undefined || fault.when === 'after' ? work() : null;
  const answer = fault === undefined ? done : fault.effect === 'status' ? failure(fault) : null;
  controls.requests.add({
    id: `${controls.requests.count() + 1}`,
    at: controls.clock.now().toISOString(),
    call,
    status: answer?.status ?? 'disconnected',
    idempotencyKey: null,
    replayed: false,
    fault: fault?.id ?? null,
    tookMs: Math.round(performance.now() - startedAt),
  });
  if (answer) {
    await reply
      .status(answer.status)
      .headers(answer.headers ?? {})
      .type('application/json')
      .send(answer.body);
    return;
  }
  reply.hijack();
  reply.raw.socket?.destroy();
}
