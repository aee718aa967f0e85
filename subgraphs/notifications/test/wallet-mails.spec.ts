import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  newEvent,
  paymentsPayoutAccount,
  walletsDeposit,
  walletsGaming,
  walletsInvoice,
  walletsPayout,
  walletsWithdrawal,
} from '@soko/events';
import { newId } from '@soko/ids';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

let graph: Scene;

beforeAll(async () => {
  graph = await startNotifications();
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

describe('a deposit', () => {
  const deposit = (ownerId: string, status: string) => ({
    ownerId,
    walletId: newId('wal'),
    method: 'MPESA' as const,
    status,
    amount: kes(100_000),
    excise: kes(5_000),
  });
  const subject = newId('dep');

  it('is announced once the money is in the wallet, without the excise, and not before', async () => {
    const { userId, email } = await person();
    await graph.publish(
      newEvent(
        walletsDeposit,
        'pending',
        { subject, sequence: 2, data: { deposit: deposit(userId, 'PENDING') } },
        graph.trail,
      ),
      newEvent(
        walletsDeposit,
        'completed',
        { subject, sequence: 3, data: { deposit: deposit(userId, 'COMPLETED') } },
        graph.trail,
      ),
    );
    expect(await templatesTo(email, 1)).toEqual([
      ['deposit-received', expect.stringMatching(/KES 950\.00 is now in your wallet[^]*KES 50\.00[^]*excise/)],
    ]);
  });

  it('that failed is mentioned only when money arrived nevertheless', async () => {
    const { userId, email } = await person();
    const failed = (received: ReturnType<typeof kes> | null) =>
      newEvent(
        walletsDeposit,
        'failed',
        {
          subject: newId('dep'),
          sequence: 3,
          data: { deposit: deposit(userId, 'FAILED'), code: 'x', reason: 'y', received },
        },
        graph.trail,
      );
    await graph.publish(failed(null), failed(kes(90_000)));
    expect(await templatesTo(email, 1)).toEqual([
      ['deposit-in-review', expect.stringMatching(/KES 900\.00 for a deposit of KES 1,000\.00/)],
    ]);
  });
});

describe('a withdrawal', () => {
  const withdrawal = (ownerId: string, status: string) => ({
    ownerId,
    walletId: newId('wal'),
    status,
    amount: kes(200_000),
    withholding: kes(40_000),
  });

  it('is announced when it is under review, and then when it is paid', async () => {
    const { userId, email } = await person();
    const subject = newId('wdr');
    for (const [sequence, [type, status]] of (
      [
        ['requested', 'REQUESTED'],
        ['held', 'HELD'],
        ['submitted', 'SUBMITTED'],
        ['under_review', 'UNDER_REVIEW'],
        ['completed', 'COMPLETED'],
      ] as const
    ).entries())
      await graph.publish(
        newEvent(
          walletsWithdrawal,
          type,
          { subject, sequence: sequence + 1, data: { withdrawal: withdrawal(userId, status) } },
          graph.trail,
        ),
      );
    expect((await templatesTo(email, 2)).toReversed()).toEqual([
      ['withdrawal-under-review', expect.stringContaining('KES 2,000.00')],
      ['withdrawal-paid', expect.stringMatching(/KES 1,600\.00 by M-Pesa[^]*KES 400\.00 was withheld/)],
    ]);
  });

  it('that failed is announced with its reason, unless it was never confirmed', async () => {
    const { userId, email } = await person();
    const failed = (code: string, reason: string) =>
      newEvent(
        walletsWithdrawal,
        'failed',
        { subject: newId('wdr'), sequence: 4, data: { withdrawal: withdrawal(userId, 'FAILED'), code, reason } },
        graph.trail,
      );
    await graph.publish(failed('not_confirmed', 'Not confirmed in time.'), failed('2001', 'The number is unknown.'));
    expect(await templatesTo(email, 1)).toEqual([
      ['withdrawal-failed', expect.stringMatching(/KES 2,000\.00 was not paid[^]*Reason: The number is unknown\./)],
    ]);
  });
});

describe('responsible gaming', () => {
  it('confirms exclusions and limits to the person, and no age', async () => {
    const { userId: subject, email } = await person();
    await graph.publish(
      newEvent(walletsGaming, 'date_of_birth_set', { subject, sequence: 1, data: { by: 'USER' } }, graph.trail),
      newEvent(
        walletsGaming,
        'limit_changed',
        {
          subject,
          sequence: 2,
          data: { kind: 'LOSS', period: 'WEEK', currency: 'KES', amountMinor: '50000', previousMinor: null },
        },
        graph.trail,
      ),
      newEvent(
        walletsGaming,
        'excluded',
        { subject, sequence: 3, data: { kind: 'SELF_EXCLUSION', until: null, by: 'USER' } },
        graph.trail,
      ),
    );
    expect((await templatesTo(email, 2)).toReversed()).toEqual([
      ['limit-changed', expect.stringContaining('Your losses in 7 days are now limited to KES 500.00.')],
      ['excluded', expect.stringMatching(/You excluded yourself[^]*permanent[^]*withdraw your money at any time/)],
    ]);
  });
});

describe('an invoice', () => {
  it('is announced to the person of the seller, and a credit note as well', async () => {
    const { userId, email } = await person();
    const fact = (kind: 'INVOICE' | 'CREDIT_NOTE', number: string) => ({
      sellerId: 'slr_1',
      userId,
      number,
      kind,
      periodFrom: '2026-10-01T00:00:00.000Z',
      periodUntil: '2026-11-01T00:00:00.000Z',
      vat: kes(36),
      total: kes(22_500),
    });
    const issued = (kind: 'INVOICE' | 'CREDIT_NOTE', number: string, of = {}) =>
      newEvent(
        walletsInvoice,
        'issued',
        { subject: newId('inv'), sequence: 1, data: { ...fact(kind, number), ...of } },
        graph.trail,
      );
    await graph.publish(issued('INVOICE', 'INV-2026-000009', { userId: null }));
    await graph.publish(issued('INVOICE', 'INV-2026-000001'), issued('CREDIT_NOTE', 'CN-2026-000001'));
    const messages = await templatesTo(email, 2);
    expect(new Set(messages.map(([template]) => template))).toEqual(new Set(['invoice-issued']));
    const text = messages.map(([, body]) => body).join('\n');
    expect(text).toMatch(/invoice INV-2026-000001 about our fees up to October 31, 2026: KES 225\.00/);
    expect(text).toMatch(/credit note CN-2026-000001/);
  });
});

describe('a payout of a seller', () => {
  const payout = (userId: string, status: string) => ({
    payout: { sellerId: newId('slr'), userId, status, kind: 'STRIPE' as const, amount: kes(100_000) },
  });
  const about = (sequence: number) => ({ subject: newId('pyo'), sequence });

  it('is announced once it is paid, and when it does not arrive', async () => {
    const { userId, email } = await person();
    const failed = { code: 'account_closed', reason: 'The account is closed.', needsNewMethod: true };
    const passing = { code: 'float_too_low', reason: 'Try again later.', needsNewMethod: false };
    const changed = { code: 'payout_method_changed', reason: 'Changed.' };
    await graph.publish(
      newEvent(walletsPayout, 'processing', { ...about(2), data: payout(userId, 'PROCESSING') }, graph.trail),
      newEvent(walletsPayout, 'paid', { ...about(3), data: payout(userId, 'PAID') }, graph.trail),
      newEvent(
        walletsPayout,
        'failed',
        { ...about(3), data: { ...payout(userId, 'FAILED'), ...changed } },
        graph.trail,
      ),
      newEvent(walletsPayout, 'failed', { ...about(3), data: { ...payout(userId, 'FAILED'), ...failed } }, graph.trail),
      newEvent(
        walletsPayout,
        'failed',
        { ...about(3), data: { ...payout(userId, 'FAILED'), ...passing } },
        graph.trail,
      ),
      newEvent(
        walletsPayout,
        'returned',
        { ...about(4), data: { ...payout(userId, 'RETURNED'), ...failed } },
        graph.trail,
      ),
      newEvent(
        paymentsPayoutAccount,
        'disabled',
        { subject: newId('slr'), sequence: 2, data: { userId, requirements: ['external_account'] } },
        graph.trail,
      ),
    );
    const mails = await templatesTo(email, 5);
    expect(mails.map(([template]) => template).sort()).toEqual([
      'payout-account-disabled',
      'payout-failed',
      'payout-failed',
      'payout-failed',
      'payout-paid',
    ]);
    const bodies = mails.map(([, body]) => body).join('\n');
    expect(bodies).toMatch(/KES 1,000\.00 by Stripe/);
    const [closed, later] = [/account is closed/, /Try again later/].map(
      (reason) => mails.find(([, body]) => reason.test(body ?? ''))![1],
    );
    expect(bodies).toMatch(/was not made[^]*The account is closed/);
    expect(closed).toMatch(/Change your payout method/);
    expect(later).toMatch(/need not change your payout method/);
    expect(bodies).toMatch(/returned the payout/);
  });
});
