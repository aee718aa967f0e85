import type { FaultRule } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { calls } from '../calls/index.ts';
import { newRequestId } from '../records/ids.ts';
import type { Simulator } from '../simulator.ts';
import { DarajaError } from './api-error.ts';
import { newToken, requireToken } from './authenticate.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Body } from './read-body.ts';

interface Answer {
  status: number;
  body: object;
}

const envelope = (status: number, errorCode: string, errorMessage: string): Answer => ({
  status,
  body: { requestId: newRequestId(), errorCode, errorMessage },
});

function answerFor(error: unknown): Answer {
  if (error instanceof DarajaError) return envelope(error.status, error.errorCode, error.message);
  throw error;
}

function faultAnswer({ status, code }: FaultRule): Answer {
  if (code !== undefined) return envelope(status, code, 'An injected fault');
  if (status === 503) return envelope(503, '500.003.02', 'System is busy. Please try again in few minutes.');
  if (status < 500) return envelope(status, `${status}.002.02`, 'Bad Request');
  return envelope(status, '500.003.1001', 'Internal Server Error');
}

/** Tokens are given at once, so that latency is that of the calls that matter. */
const noLatency = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };

async function waitFor({ min, max }: { min: number; max: number }): Promise<void> {
  if (max > 0) await new Promise((resolve) => setTimeout(resolve, min + Math.random() * (max - min)).unref());
}

interface Work {
  request: FastifyRequest;
  reply: FastifyReply;
  call: string;
  run(): object | Promise<object>;
}

/** Runs one call under the controls: latency, faults and the log of calls. */
async function runCall({ controls, log }: Simulator, { reply, call, run }: Work): Promise<void> {
  const startedAt = performance.now();
  const fault = controls.faults.draw(call);
  const latency = call.includes('oauth') ? noLatency : controls.latency;
  await waitFor(latency.beforeMs);
  let answer: Answer | null = null;
  if (fault === undefined || fault.when === 'after') {
    try {
      answer = { status: 200, body: await run() };
    } catch (error) {
      answer = answerFor(error);
    }
  }
  await waitFor(latency.afterMs);
  if (fault !== undefined) answer = fault.effect === 'disconnect' ? null : faultAnswer(fault);
  controls.requests.add({
    id: newRequestId(),
    at: controls.clock.now().toISOString(),
    call,
    status: answer?.status ?? 'disconnected',
    idempotencyKey: null,
    replayed: false,
    fault: fault?.id ?? null,
    tookMs: Math.round(performance.now() - startedAt),
  });
  if (answer !== null) {
    await reply.status(answer.status).send(answer.body);
    return;
  }
  log.info({ call }, 'a fault cuts the connection');
  reply.hijack();
  reply.raw.socket?.destroy();
}

export function addApi(app: FastifyInstance, simulator: Simulator): void {
  const isTooFast = createRateLimit(simulator);
  app.get<{ Querystring: { grant_type?: string } }>('/oauth/v1/generate', (request, reply) =>
    runCall(simulator, {
      request,
      reply,
      call: 'GET /oauth/v1/generate',
      run: () => newToken(simulator, request.query.grant_type, request.headers.authorization),
    }),
  );
  for (const { path, run } of calls) {
    app.post(path, (request, reply) =>
      runCall(simulator, {
        request,
        reply,
        call: `POST ${path}`,
        run() {
          if (isTooFast()) throw new DarajaError(429, '429.001.01', 'Spike arrest violation');
          requireToken(simulator, request.headers.authorization);
          return run(simulator, (request.body ?? {}) as Body);
        },
      }),
    );
  }
  app.setNotFoundHandler((_request, reply) => {
    const { status, body } = envelope(404, '404.001.01', 'Resource not found');
    return reply.status(status).send(body);
  });
}
