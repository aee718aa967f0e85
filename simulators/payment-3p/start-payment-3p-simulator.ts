import { randomUUID } from 'node:crypto';
import {
  addAdmin,
  AdminRefusal,
  type Controls,
  createClaims,
  createControls,
  createServer,
  keepClock,
  openRecords,
  type Records,
  serve,
  type Served,
  type ServeOptions,
  type VirtualClock,
} from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, answerCall, injected } from './answer-call.ts';
import { type Call, calls } from './calls.ts';
import { type Payment3pKinds, settle } from './holds.ts';
import { payment3pPanel } from './panel.ts';

export interface Payment3pSimulatorOptions extends ServeOptions {
  /** File that keeps the state over a restart. Default: in memory. */
  dataFile?: string;
  /** A clock shared with other simulators or a test. Default: an own clock that is kept over a restart. */
  clock?: VirtualClock;
}

type HoldRecords = Records<Payment3pKinds>;

const headerOf = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

async function send(reply: FastifyReply, answer: Answer | null): Promise<void> {
  if (answer) {
    await reply.status(answer.status).type('application/json').send(answer.body);
    return;
  }
  reply.hijack();
  reply.raw.socket?.destroy();
}

function addCall(app: FastifyInstance, controls: Controls, records: HoldRecords, call: Call): void {
  const claim = createClaims((id) => records.get('answers', id));
  app.post(call.path, async (request, reply) => {
    const incoming = { id: randomUUID(), body: request.body, idempotencyKey: headerOf(request, 'idempotency-key') };
    const startedAt = performance.now();
    const fault = controls.faults.draw(`POST ${call.path}`);
    const isLost = fault !== undefined && (fault.when !== 'during' || fault.effect === 'disconnect');
    const answered =
      fault?.when === 'before' ? null : await answerCall({ controls, records, claim, call, incoming, fault });
    const replacement = fault && fault.effect === 'status' ? injected(fault) : null;
    const answer = isLost ? replacement : answered;
    controls.requests.add({
      id: incoming.id,
      at: controls.clock.now().toISOString(),
      call: `POST ${call.path}`,
      status: answer?.status ?? 'disconnected',
      idempotencyKey: incoming.idempotencyKey,
      replayed: answered?.replayed === true,
      fault: fault?.id ?? null,
      tookMs: Math.round(performance.now() - startedAt),
    });
    await send(reply, answer);
  });
}

function addHoldAdmin(app: FastifyInstance, records: HoldRecords): void {
  app.get('/holds', async () => ({ total: records.count('holds'), data: [...records.newestFirst('holds')] }));
  app.post<{ Params: { id: string } }>('/holds/:id/cancel', async ({ params }) => {
    const draft = records.draft();
    if (!settle(draft, params.id, 'cancelled')) throw new AdminRefusal('No open authorisation has this id.', 409);
    draft.commit();
    return records.get('holds', params.id);
  });
}

/** Invalid JSON is the caller's mistake; any other error is the simulator's. */
function sayWhy(error: Error & { statusCode?: number }, reply: FastifyReply): FastifyReply {
  const status = error.statusCode !== undefined && error.statusCode < 500 ? 400 : 500;
  return reply.status(status).send({ message: status === 400 ? error.message : 'The simulator failed.' });
}

/** Starts a third-party payment system on this machine. */
export async function startPayment3pSimulator(options: Payment3pSimulatorOptions): Promise<Served> {
  const records = openRecords<Payment3pKinds>(['holds', 'answers', 'clock'], options.dataFile);
  const controls = createControls(options.clock);
  if (!options.clock) keepClock(records, controls.clock);
  const app = createServer();
  app.setErrorHandler<Error & { statusCode?: number }>((error, { url }, reply) => {
    options.log.warn({ err: error, url }, 'a call failed');
    return sayWhy(error, reply);
  });
  await addAdmin(app, { controls, panel: payment3pPanel(records), routes: (scope) => addHoldAdmin(scope, records) });
  for (const call of calls) addCall(app, controls, records, call);
  const { url, close } = await serve(app, options);
  return {
    url,
    async close() {
      await close();
      controls.agenda.close();
      records.close();
    },
  };
}
