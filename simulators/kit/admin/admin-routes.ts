import { createHostCheck } from '@soko/env/hosts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Controls } from '../controls.ts';
import { faultRule } from '../faults.ts';
import { latency } from '../latency.ts';
import { webhookControls } from '../webhooks/webhook-controls.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';
import { page } from './page.ts';
import type { Panel } from './panel.ts';
import { script } from './script.ts';
import { style } from './style.ts';

/** A request that the admin API cannot fulfil; `message` says why. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
  readonly statusCode: number;
  constructor(message: string, statusCode = 400) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Reads a body by `shape`. Throws `AdminRefusal` with every problem. */
export function readAdminBody<Shape extends z.ZodType>(shape: Shape, body: unknown): z.infer<Shape> {
  const parsed = shape.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  throw new AdminRefusal(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
  );
}

interface Admin {
  controls: Controls;
  sender?: WebhookSender;
  panel: Panel;
  /** The simulator's own routes, below `/_admin`. */
  routes?(app: FastifyInstance): void;
}

const security = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:";

const clockJump = z.union([
  z.strictObject({ advanceMs: z.number().int().min(0) }),
  z.strictObject({ to: z.iso.datetime() }),
]);

function addPage(app: FastifyInstance, { panel, controls, sender }: Admin): void {
  app.get('/', async (_request, reply) => {
    const markup = page(panel, controls, sender ?? null);
    await reply.type('text/html').header('content-security-policy', security).send(markup);
  });
  app.get('/admin.css', async (_request, reply) => reply.type('text/css').send(style));
  app.get('/admin.js', async (_request, reply) => reply.type('text/javascript').send(script));
}

const clockOf = ({ clock }: Controls) => ({ now: clock.now().toISOString(), aheadMs: clock.aheadMs() });

function addClock(app: FastifyInstance, { controls }: Admin): void {
  const { clock } = controls;
  app.get('/clock', async () => clockOf(controls));
  app.post('/clock', async ({ body }) => {
    const jump = readAdminBody(clockJump, body);
    const ms = 'to' in jump ? Date.parse(jump.to) - clock.now().getTime() : jump.advanceMs;
    if (ms < 0) throw new AdminRefusal(`It is already ${clock.now().toISOString()}, and the clock only goes forward.`);
    clock.advance(ms);
    return clockOf(controls);
  });
}

function addFaults(app: FastifyInstance, { controls }: Admin): void {
  app.get('/latency', async () => controls.latency);
  app.put('/latency', async ({ body }) => {
    controls.latency = readAdminBody(latency, body);
    return controls.latency;
  });
  app.get('/faults', async () => ({ data: controls.faults.list() }));
  app.post('/faults', async ({ body }) => controls.faults.add(readAdminBody(faultRule, body)));
  app.delete('/faults', async () => {
    controls.faults.clear();
    return { data: [] };
  });
  app.delete<{ Params: { id: string } }>('/faults/:id', async ({ params }) => {
    if (!controls.faults.remove(params.id)) throw new AdminRefusal('There is no such fault.', 404);
    return { data: controls.faults.list() };
  });
}

function addWebhooks(app: FastifyInstance, sender: WebhookSender): void {
  app.get('/webhooks', async () => ({ ...sender.controls, waiting: sender.waiting() }));
  app.patch('/webhooks', async ({ body }) => {
    sender.setControls(readAdminBody(webhookControls, { ...sender.controls, ...(body as object | null) }));
    return sender.controls;
  });
  app.get('/webhooks/attempts', async () => ({ data: sender.attempts() }));
}

const sayWhy = async (error: Error & { statusCode?: number }, reply: FastifyReply): Promise<void> => {
  await reply.status(error.statusCode ?? 500).send({ message: error.message });
};

const isThisMachine = createHostCheck();

/** Refuses pages of other sites, also those whose host name resolves to this machine. */
async function requireOwnPage({ headers }: FastifyRequest): Promise<void> {
  const { host, origin } = headers;
  if (!isThisMachine(host)) throw new AdminRefusal('The admin API serves localhost and IP addresses only.', 403);
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new AdminRefusal('Pages of other origins may not use the admin API.', 403);
  }
}

/** The admin page and API of a simulator. Only JSON bodies are read, so that no other site's form can post here. */
export async function addAdmin(app: FastifyInstance, admin: Admin): Promise<void> {
  await app.register(
    async (scope) => {
      scope.addHook('onRequest', requireOwnPage);
      scope.setErrorHandler<Error>((error, _request, reply) => sayWhy(error, reply));
      addPage(scope, admin);
      addClock(scope, admin);
      addFaults(scope, admin);
      if (admin.sender) addWebhooks(scope, admin.sender);
      scope.get('/requests', async () => ({ data: admin.controls.requests.list() }));
      admin.routes?.(scope);
    },
    { prefix: '/_admin' },
  );
}
