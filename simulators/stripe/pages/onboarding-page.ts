import { html } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { completeOnboarding } from '../accounts/change-standing.ts';
import type { AccountLinkRecord } from '../records/connect.ts';
import type { Simulator } from '../simulator.ts';
import { beginWork } from '../work/work.ts';
import { sendPage } from './hosted-page.ts';

interface Asked {
  Params: { id: string };
}

/** Links are short-lived and work once; the refresh URL creates a new one. */
async function refresh(reply: FastifyReply, link: AccountLinkRecord | undefined): Promise<void> {
  if (link?.refreshUrl) await reply.redirect(link.refreshUrl, 303);
  else await sendPage(reply, 'This link has expired', html`<p>Ask for a new one.</p>`, 410);
}

/** The onboarding page for sellers. */
export function addOnboardingPage(app: FastifyInstance, simulator: Simulator): void {
  const { records, controls } = simulator;
  const isUsable = (link: AccountLinkRecord): boolean =>
    !link.used && link.expiresAt * 1_000 > controls.clock.now().getTime();

  app.get<Asked>('/onboarding/:id', async ({ params }, reply) => {
    const link = records.get('accountLinks', params.id);
    if (!link || !isUsable(link)) return refresh(reply, link);
    const question = html`<p>A real Stripe would ask for your business, your identity and your bank account here.</p>
      <form method="post"><button>Give everything that is required</button></form>`;
    return sendPage(reply, 'Get paid', question);
  });

  app.post<Asked>('/onboarding/:id', async ({ params }, reply) => {
    const link = records.get('accountLinks', params.id);
    const account = link && records.get('accounts', link.connectedAccount);
    if (!link || !account || !isUsable(link)) return refresh(reply, link);
    const work = beginWork(simulator, null);
    work.draft.put('accountLinks', { ...link, used: true });
    completeOnboarding(work, account);
    work.commit();
    if (link.returnUrl !== null) return reply.redirect(link.returnUrl, 303);
    return sendPage(reply, 'Done', html`<p>You can close this page.</p>`);
  });
}
