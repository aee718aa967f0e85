import { AdminRefusal, readAdminBody } from '@soko/simulator-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { completeOnboarding, restrict, setDisconnected } from '../accounts/change-standing.ts';
import { closeDispute, isOpen } from '../disputes/close-dispute.ts';
import { openDispute } from '../disputes/open-dispute.ts';
import { render } from '../lists/render.ts';
import { failAuthentication, passAuthentication } from '../payment-intents/authenticate.ts';
import { expireIntent } from '../payment-intents/end.ts';
import { failPayout, isUnderWay, payPayout } from '../payouts/finish.ts';
import type { ObjectKind, ObjectKinds } from '../records/kinds.ts';
import { failRefund, moveRefund } from '../refunds/finish.ts';
import { type Simulator, viewOf } from '../simulator.ts';
import { randomId } from '../wire/random-id.ts';
import { beginWork, type Work } from '../work/work.ts';

type WithId = { Params: { id: string } };

/** The objects by their names in the API. */
const listed: Readonly<Record<string, ObjectKind>> = {
  payment_intents: 'intents',
  charges: 'charges',
  refunds: 'refunds',
  customers: 'customers',
  payment_methods: 'paymentMethods',
  disputes: 'disputes',
  files: 'files',
  accounts: 'accounts',
  transfers: 'transfers',
  payouts: 'payouts',
  balance_transactions: 'balanceTransactions',
  subscriptions: 'subscriptions',
  invoices: 'invoices',
};

function require<T>(condition: T | null | undefined | false, message: string, status = 409): asserts condition {
  if (!condition) throw new AdminRefusal(message, status);
}

/** A route that changes one object and returns it. */
function addAction<Kind extends ObjectKind>(
  app: FastifyInstance,
  simulator: Simulator,
  url: string,
  kind: Kind,
  act: (work: Work, record: ObjectKinds[Kind], body: unknown) => void,
): void {
  app.post<WithId>(url, async ({ params, body }) => {
    const record = simulator.records.get(kind, params.id);
    require(record, `${params.id} does not exist.`, 404);
    const work = beginWork(simulator, record.account);
    act(work, record, body);
    work.commit();
    return render(kind, simulator.records.get(kind, params.id)!, viewOf(simulator), work.now);
  });
}

function addPaymentActions(app: FastifyInstance, simulator: Simulator): void {
  addAction(app, simulator, '/payment_intents/:id/approve', 'intents', (work, intent) => {
    require(intent.status === 'requires_action', `The intent is ${intent.status}, not waiting for the customer.`);
    passAuthentication(work, intent);
  });
  addAction(app, simulator, '/payment_intents/:id/decline', 'intents', (work, intent) => {
    require(intent.status === 'requires_action', `The intent is ${intent.status}, not waiting for the customer.`);
    failAuthentication(work, intent);
  });
  addAction(app, simulator, '/payment_intents/:id/expire', 'intents', (work, intent) => {
    require(intent.status === 'requires_capture', `The intent is ${intent.status}, not authorised.`);
    expireIntent(work, intent.id);
  });
  const dispute = z.strictObject({
    reason: z.string().min(1).optional(),
    amount: z.number().int().min(1).optional(),
    isInquiry: z.boolean().optional(),
  });
  addAction(app, simulator, '/charges/:id/dispute', 'charges', (work, charge, body) => {
    require(charge.captured && charge.dispute === null, 'Only a captured charge can be disputed, and only once.');
    const { reason, amount, isInquiry = false } = readAdminBody(dispute, body);
    openDispute(work, charge, { ...(reason ? { reason } : {}), ...(amount ? { amount } : {}), isInquiry });
  });
}

function addLaterActions(app: FastifyInstance, simulator: Simulator): void {
  for (const [name, status] of [
    ['win', 'won'],
    ['lose', 'lost'],
  ] as const) {
    addAction(app, simulator, `/disputes/:id/${name}`, 'disputes', (work, dispute) => {
      require(isOpen(dispute), `The dispute is already ${dispute.status}.`);
      closeDispute(work, dispute, status);
    });
  }
  for (const [name, status] of [
    ['succeed', 'succeeded'],
    ['require_action', 'requires_action'],
  ] as const) {
    addAction(app, simulator, `/refunds/:id/${name}`, 'refunds', (work, refund) => {
      require(!['failed', 'canceled'].includes(refund.status), `The refund is ${refund.status}.`);
      moveRefund(work, refund, status);
    });
  }
  const reason = z.strictObject({ reason: z.string().min(1).optional() });
  addAction(app, simulator, '/refunds/:id/fail', 'refunds', (work, refund, body) => {
    require(!['failed', 'canceled'].includes(refund.status), `The refund is ${refund.status}.`);
    failRefund(work, refund, readAdminBody(reason, body).reason);
  });
}

function addConnectActions(app: FastifyInstance, simulator: Simulator): void {
  addAction(app, simulator, '/payouts/:id/pay', 'payouts', (work, payout) => {
    require(isUnderWay(payout), `The payout is ${payout.status}.`);
    payPayout(work, payout);
  });
  const code = z.strictObject({ code: z.string().min(1).default('account_closed') });
  addAction(app, simulator, '/payouts/:id/fail', 'payouts', (work, payout, body) => {
    require(isUnderWay(payout) || payout.status === 'paid', `The payout is ${payout.status}.`);
    failPayout(work, payout, readAdminBody(code, body).code);
  });
  addAction(app, simulator, '/accounts/:id/enable', 'accounts', (work, account) => {
    completeOnboarding(work, account);
  });
  addAction(app, simulator, '/accounts/:id/restrict', 'accounts', (work, account, body) => {
    restrict(work, account, readAdminBody(reason, body).reason);
  });
  addAction(app, simulator, '/accounts/:id/disconnect', 'accounts', (work, account) => {
    setDisconnected(work, account, true);
  });
  addAction(app, simulator, '/accounts/:id/connect', 'accounts', (work, account) => {
    setDisconnected(work, account, false);
  });
  const reason = z.strictObject({ reason: z.string().min(1).optional() });
}

function addEventActions(app: FastifyInstance, simulator: Simulator): void {
  const { records, sender, controls } = simulator;
  app.post<WithId>('/events/:id/redeliver', async ({ params }) => {
    const event = records.get('events', params.id);
    require(event, `${params.id} does not exist.`, 404);
    const dueAt = controls.clock.now().getTime();
    for (const { id: endpointId, enabled } of records.oldestFirst('webhookEndpoints')) {
      const delivery = { id: `${event.id} ${endpointId}`, eventId: event.id, endpointId, type: event.type, dueAt };
      if (enabled) sender.send({ ...delivery, attempts: 0 }, { surely: true });
    }
    return { id: event.id };
  });
  app.post<WithId>('/webhook_endpoints/:id/rotate', async ({ params }) => {
    const endpoint = records.get('webhookEndpoints', params.id);
    require(endpoint, `${params.id} does not exist.`, 404);
    const work = beginWork(simulator, null);
    const secrets = [randomId('whsec', 32), endpoint.secrets[0]!];
    work.draft.put('webhookEndpoints', { ...endpoint, secrets });
    work.commit();
    return { id: endpoint.id, secret: secrets[0] };
  });
}

function addLists(app: FastifyInstance, simulator: Simulator): void {
  const { records, controls } = simulator;
  const most = z.coerce.number().int().min(1).max(100_000).default(100);
  app.get<{ Params: { name: string }; Querystring: { limit?: string } }>(
    '/objects/:name',
    async ({ params, query }) => {
      const kind = listed[params.name];
      require(kind, `Choose one of ${Object.keys(listed).join(', ')}.`, 404);
      const now = Math.floor(controls.clock.now().getTime() / 1_000);
      const newest = [...records.newestFirst(kind)].slice(0, most.parse(query.limit));
      return { total: records.count(kind), data: newest.map((record) => render(kind, record, viewOf(simulator), now)) };
    },
  );
}

/** The part of the admin API that is specific to this simulator. */
export function addStripeAdmin(app: FastifyInstance, simulator: Simulator): void {
  addPaymentActions(app, simulator);
  addLaterActions(app, simulator);
  addConnectActions(app, simulator);
  addEventActions(app, simulator);
  addLists(app, simulator);
}
