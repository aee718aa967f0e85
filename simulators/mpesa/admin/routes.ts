import { AdminRefusal, readAdminBody } from '@soko/simulator-kit';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { payBill } from '../calls/c2b.ts';
import { payoutScenarios, stkScenarios } from '../scenarios.ts';
import type { Simulator } from '../simulator.ts';
import { shortCodeOf } from '../work/balances.ts';
import { finishPayout, reportTimeout } from '../work/decide-payout.ts';
import { finishPush } from '../work/decide-push.ts';

const msisdn = z.string().regex(/^254(7|1)\d{8}$/, 'A number such as 254712345678.');
const shillings = z.number().int().min(1).max(999_999_999);
const resultCode = z.string().regex(/^[A-Z0-9_]{1,12}$/);

const force = z.strictObject({ kind: z.enum(['stk', 'b2c']), msisdn, scenario: z.string() });
const c2b = z.strictObject({ amount: shillings, msisdn, reference: z.string().max(20) });
const settings = z.strictObject({
  answerAfterMs: z.number().int().min(0).max(3_600_000),
  payoutAfterMs: z.number().int().min(0).max(3_600_000),
  tps: z.number().int().min(1).max(100_000),
  defaultScenario: z.enum(Object.keys(stkScenarios) as [string, ...string[]]),
});

function addOutcomes(app: FastifyInstance, simulator: Simulator): void {
  app.post<{ Params: { id: string } }>('/pushes/:id/finish', async ({ params, body }) => {
    const outcome = readAdminBody(z.strictObject({ resultCode }), body).resultCode;
    const push = finishPush(simulator, params.id, outcome);
    if (push === null) throw new AdminRefusal('No open prompt has this id.', 409);
    return push;
  });
  app.post<{ Params: { id: string } }>('/payouts/:id/finish', async ({ params, body }) => {
    const outcome = readAdminBody(z.strictObject({ resultCode }), body).resultCode;
    const payout = finishPayout(simulator, params.id, outcome);
    if (payout === null) throw new AdminRefusal('No open payout has this id.', 409);
    return payout;
  });
  app.post<{ Params: { id: string } }>('/payouts/:id/timeout', async ({ params }) => {
    const payout = simulator.records.get('payouts', params.id);
    if (payout?.resultCode !== null) throw new AdminRefusal('No open payout has this id.', 409);
    reportTimeout(simulator, payout);
    return payout;
  });
  app.post('/outcomes', async ({ body }) => {
    const { kind, msisdn: phone, scenario } = readAdminBody(force, body);
    const known = kind === 'stk' ? stkScenarios : payoutScenarios;
    if (!Object.hasOwn(known, scenario)) {
      throw new AdminRefusal(`There is no scenario "${scenario}". There are: ${Object.keys(known).join(', ')}.`);
    }
    return simulator.change((draft) => draft.put('forced', { id: `${kind} ${phone}`, scenario }));
  });
}

/** The simulator's own part of the admin API. */
export function addMpesaAdmin(app: FastifyInstance, simulator: Simulator): void {
  const { records, account } = simulator;
  for (const kind of ['pushes', 'payouts', 'transactions', 'tokens'] as const) {
    app.get(`/${kind}`, async () => ({ total: records.count(kind), data: [...records.newestFirst(kind)] }));
  }
  addOutcomes(app, simulator);
  app.get('/settings', async () => simulator.settings());
  app.patch('/settings', async ({ body }) => {
    const { id, ...current } = simulator.settings();
    const next = readAdminBody(settings, { ...current, ...(body as object | null) });
    return simulator.change((draft) => draft.put('settings', { id, ...next }));
  });
  app.get('/float', async () => shortCodeOf(records, account.shortCode));
  app.put('/float', async ({ body }) => {
    const { utility } = readAdminBody(z.strictObject({ utility: z.number().int().min(0) }), body);
    return simulator.change((draft) => draft.put('shortCodes', { ...shortCodeOf(draft, account.shortCode), utility }));
  });
  app.post('/c2b', async ({ body }) => {
    const receipt = await payBill(simulator, { shortCode: account.shortCode, ...readAdminBody(c2b, body) });
    return { receipt };
  });
  app.delete('/tokens', async () =>
    simulator.change((draft) => {
      for (const { id } of records.oldestFirst('tokens')) draft.remove('tokens', id);
      return { data: [] };
    }),
  );
}
