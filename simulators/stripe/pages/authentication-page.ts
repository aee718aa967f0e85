import { html } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { failAuthentication, passAuthentication } from '../payment-intents/authenticate.ts';
import type { IntentRecord } from '../records/payments.ts';
import type { Simulator } from '../simulator.ts';
import { beginWork } from '../work/work.ts';
import { sendPage } from './hosted-page.ts';
import { money } from './money.ts';

interface Asked {
  Params: { id: string };
  Querystring: { client_secret?: string };
  Body: string;
}

const question = ({ amount, currency }: IntentRecord) =>
  html`<p class="amount">${money(amount, currency)}</p>
    <p>Your bank wants to know whether it is you who pays.</p>
    <form method="post">
      <button name="outcome" value="fail" class="other">Fail</button>
      <button name="outcome" value="complete">Complete</button>
    </form>`;

/** The return URL with Stripe's query parameters. */
function returnTo(intent: IntentRecord): string | null {
  if (intent.returnUrl === null) return null;
  const url = new URL(intent.returnUrl);
  url.searchParams.set('payment_intent', intent.id);
  url.searchParams.set('payment_intent_client_secret', intent.clientSecret);
  url.searchParams.set('redirect_status', intent.lastFailure ? 'failed' : 'succeeded');
  return url.href;
}

async function leave(reply: FastifyReply, intent: IntentRecord): Promise<void> {
  const url = returnTo(intent);
  if (url !== null) await reply.redirect(url, 303);
  else await sendPage(reply, 'Done', html`<p>You can close this page. The payment is ${intent.status}.</p>`);
}

/** The page of the customer's bank, to which `next_action` leads. */
export function addAuthenticationPage(app: FastifyInstance, simulator: Simulator): void {
  const asked = (id: string, secret: string | undefined): IntentRecord | null => {
    const intent = simulator.records.get('intents', id);
    return intent && intent.clientSecret === secret ? intent : null;
  };

  app.get<Asked>('/authenticate/:id', async ({ params, query }, reply) => {
    const intent = asked(params.id, query.client_secret);
    if (!intent) return sendPage(reply, 'Not found', html`<p>There is no such payment.</p>`, 404);
    if (intent.status !== 'requires_action') return leave(reply, intent);
    return sendPage(reply, 'Confirm your payment', question(intent));
  });

  app.post<Asked>('/authenticate/:id', async ({ params, query, body }, reply) => {
    const intent = asked(params.id, query.client_secret);
    if (!intent) return sendPage(reply, 'Not found', html`<p>There is no such payment.</p>`, 404);
    if (intent.status !== 'requires_action') return leave(reply, intent);
    const work = beginWork(simulator, intent.account);
    const isComplete = new URLSearchParams(body).get('outcome') === 'complete';
    const settled = isComplete ? passAuthentication(work, intent) : failAuthentication(work, intent);
    work.commit();
    return leave(reply, settled);
  });
}
