import { createClaims } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Simulator } from '../simulator.ts';
import { type AnswerOrNone, disconnected } from './answer.ts';
import { answerCall } from './answer-call.ts';
import { ApiError } from './api-error.ts';
import { apiVersion } from './api-version.ts';
import { type Incoming, readIncoming } from './incoming.ts';
import { formOfMultipart } from './multipart.ts';
import type { Route } from './route.ts';

const mostUploadBytes = 16 * 1024 * 1024;

/** Stripe returns these unchanged. */
const echoed = ['stripe-version', 'stripe-account', 'idempotency-key'] as const;

function headersFor({ requestId, headers }: Incoming): Record<string, string> {
  const back = echoed.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []));
  return { 'stripe-version': apiVersion, ...Object.fromEntries(back), 'request-id': requestId };
}

async function send(reply: FastifyReply, incoming: Incoming, answer: AnswerOrNone): Promise<void> {
  if (answer === disconnected) {
    reply.hijack();
    reply.raw.socket?.destroy();
    return;
  }
  await reply
    .status(answer.status)
    .headers({ ...headersFor(incoming), ...answer.headers })
    .type('application/json')
    .send(answer.body);
}

const serveRoute = (simulator: Simulator, claim: ReturnType<typeof createClaims>, route: Route) =>
  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { controls } = simulator;
    const incoming = readIncoming(request);
    const startedAt = performance.now();
    const fault = controls.faults.draw(incoming.call);
    const path = request.params as Record<string, string>;
    const answer = await answerCall(simulator, claim, route, incoming, path, fault);
    controls.requests.add({
      id: incoming.requestId,
      at: controls.clock.now().toISOString(),
      call: incoming.call,
      status: answer === disconnected ? 'disconnected' : answer.status,
      idempotencyKey: incoming.idempotencyKey,
      replayed: answer !== disconnected && answer.replayed === true,
      fault: fault?.id ?? null,
      tookMs: Math.round(performance.now() - startedAt),
    });
    await send(reply, incoming, answer);
  };

const notFound = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const incoming = readIncoming(request);
  const error = new ApiError(404, {
    type: 'invalid_request_error',
    code: 'url_invalid',
    message: `Unrecognized request URL (${incoming.method}: ${incoming.path}). Stripe may know it; this simulator does not.`,
  });
  await send(reply, incoming, { status: 404, body: error.toJson(incoming.requestId) });
};

/** Stripe's API on this server: form bodies in, JSON out. */
export function addApi(app: FastifyInstance, simulator: Simulator, routes: readonly Route[]): void {
  const claim = createClaims((id) => simulator.records.get('answers', id));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addContentTypeParser(
    /^multipart\/form-data/,
    { parseAs: 'buffer', bodyLimit: mostUploadBytes },
    ({ headers }: FastifyRequest, body: Buffer) => formOfMultipart(body, headers['content-type']!),
  );
  for (const route of routes) {
    app.route({ method: route.method, url: route.path, handler: serveRoute(simulator, claim, route) });
  }
  app.setNotFoundHandler(notFound);
}
