import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import { startFixture } from '@soko/testing';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

/** Payments as far as notifications asks it. */
const payments = startFixture('payments', {
  Query: {
    platformSubscription: (_: unknown, { id }: { id: string }) =>
      id === 'sbn_asked' ? { actionUrl: 'https://pay.example/invoice' } : null,
  },
});

beforeAll(async () => {
  graph = await startNotifications({}, () => payments.transport);
});

afterAll(() => graph.close());

const kes = (amountMinor: number) => ({ amountMinor: String(amountMinor), currency: 'KES' });

/** A person whose account is known here. */
async function person(): Promise<{ userId: string; email: string }> {
  const userId = newId('usr');
  const email = `${userId}@example.org`;
  await graph.publish(registered(graph.trail, userId, email));
  return { userId, email };
}

const templatesTo = async (email: string, count: number) => {
  await graph.caughtUp();
  return (await graph.messagesTo(email, count)).map(({ template, body }) => [template, body] as const);
};

describe('the plan of a store', () => {
  it('is announced to its payer when it begins, was not paid, and has ended, and not when it is renewed', async () => {
    const { userId, email } = await person();
    const subject = newId('sto');
    const later = '2027-03-08T00:00:00.000Z';
    const paid = {
      userId,
      storeName: 'Rift Valley',
      plan: 'GROWTH' as const,
      status: 'ACTIVE' as const,
      previousStatus: null,
      price: kes(300_000),
      paidUntil: '2027-03-01T00:00:00.000Z',
      graceUntil: null,
      endsWithPeriod: false,
      hasPlan: true,
      hadPlan: true,
    };
    const overdue = { ...paid, status: 'PAST_DUE' as const, previousStatus: 'ACTIVE' as const, graceUntil: later };
    const ended = { status: 'ENDED' as const, hasPlan: false, graceUntil: null };
    const asked = { subscriptionId: 'sbn_asked', needsConfirmation: true, neededConfirmation: false };
    const changes = [
      { ...paid, hadPlan: false },
      { ...paid, previousStatus: 'ACTIVE' as const },
      overdue,
      { ...overdue, previousStatus: 'PAST_DUE' as const },
      { ...overdue, previousStatus: 'PAST_DUE' as const, ...ended },
      { ...paid, previousStatus: 'ACTIVE' as const, ...ended },
      { ...overdue, previousStatus: 'PAST_DUE' as const, ...ended, hadPlan: false },
      { ...overdue, ...asked },
      { ...overdue, ...asked, previousStatus: 'PAST_DUE' as const, neededConfirmation: true },
      // It was confirmed before its mail was written.
      { ...overdue, ...asked, previousStatus: 'PAST_DUE' as const, subscriptionId: 'sbn_confirmed' },
      { ...paid, previousStatus: 'ACTIVE' as const, hasCard: false, hadCard: true },
      { ...paid, previousStatus: 'ACTIVE' as const, hasCard: false, hadCard: false },
      { ...paid, previousStatus: 'ACTIVE' as const, hasCard: false, hadCard: true, endsWithPeriod: true },
    ];
    await graph.publish(
      ...changes.map((data, index) =>
        newEvent(usersStore, 'plan_payment_changed', { subject, sequence: index + 2, data }, graph.trail),
      ),
    );
    const mails = await templatesTo(email, 6);
    expect(mails.map(([template]) => template).sort()).toEqual([
      'plan-card-removed',
      'plan-ended',
      'plan-ended',
      'plan-needs-confirmation',
      'plan-overdue',
      'plan-started',
    ]);
    const bodies = mails.map(([, body]) => body).join('\n');
    expect(bodies).toMatch(/has paid KES 3,000\.00 for the plan Growth of Rift Valley/);
    expect(bodies).toMatch(/goes back to the trial plan on/);
    expect(bodies).toMatch(/because it was not paid/);
    expect(bodies).toMatch(/bank asks you to confirm[^]*https:\/\/pay\.example\/invoice/);
    expect(bodies).toMatch(/card that pays for the plan Growth of Rift Valley was removed/);
    expect(bodies).toMatch(/is not charged any more/);
  });
});
