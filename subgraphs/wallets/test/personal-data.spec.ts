import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { copyOf } from '@soko/testing';
import { post } from '../ledger/index.ts';
import { personalData } from '../store/personal-data.ts';
import { type Betting, openBetting, several, single } from './bets/betting.ts';
import { openPayDesk, type PayDesk } from './payouts/pay-desk.ts';

let betting: Betting;
let desk: PayDesk;
beforeAll(async () => {
  [betting, desk] = await Promise.all([openBetting(), openPayDesk()]);
});
afterAll(() => Promise.all([betting.close(), desk.close()]));

interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

interface Outcome {
  'QUERY PLAN': [{ Plan: Plan }];
}

/** Charges that were read, those that a filter dropped included. */
function chargesRead(plan: Plan): number {
  const own =
    plan['Relation Name'] === 'seller_charge'
      ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
      : 0;
  return (plan.Plans ?? []).map(chargesRead).reduce((sum, count) => sum + count, own);
}

describe('the copy of what wallets holds about a person', () => {
  /** Someone with a pot, money in and out, a hold, a limit and an exclusion by support. */
  async function someone(phone: string) {
    const { viewer, walletId } = await desk.owner();
    const id = viewer.kind === 'user' ? viewer.id : '';
    const pot = { currency: 'KES', name: `Pot of ${phone}`, idempotencyKey: newId('req') };
    const { id: potId } = await desk.mutate(viewer, 'openWallet', pot, '... on Wallet { id }');
    const amount = (of: string) => ({ amount: of, currency: 'KES' });
    const deposit = await desk.deposit(viewer, {
      walletId,
      amount: amount('1000.00'),
      method: 'STRIPE_CARD',
      token: 'pm_paid',
    });
    const withdrawal = await desk.withdraw(viewer, { walletId, amount: amount('100.00'), phone });
    const limit = { kind: 'STAKE', period: 'DAY', amount: amount('50.00'), idempotencyKey: newId('req') };
    await desk.mutate(viewer, 'setLimit', limit);
    const moved = { fromWalletId: walletId, toWalletId: potId, amount: amount('10.00'), idempotencyKey: newId('req') };
    await desk.mutate(viewer, 'transfer', moved);
    await desk.pool.query(
      `INSERT INTO wallet_change (wallet_id, kind, reason, by, at) VALUES ($1, 'FROZEN', $2, 'usr_support', now())`,
      [potId, `We doubt ${phone}.`],
    );
    await desk.pool.query(
      `INSERT INTO wallet_hold (reference, user_id, currency, amount_minor, status, expires_at, created_at, updated_at)
       VALUES ($1, $2, 'KES', 500, 'RELEASED', now(), now(), now())`,
      [`pay_of_${phone}`, id],
    );
    await desk.pool.query(
      `INSERT INTO gaming_exclusion (id, user_id, kind, started_at, staff_id, reason) VALUES ($1, $2, 'SELF_EXCLUSION', now(), 'usr_support', $3)`,
      [newId('exc'), id, `We doubt ${phone}.`],
    );
    return { id, walletId, potId, deposit, withdrawal, phone };
  }

  it('has their wallets, own postings, money in and out, limits and exclusions, and nothing of another one', async () => {
    const [ada, bob] = [await someone('+254712345678'), await someone('+254787654321')];
    const own = await copyOf(desk, 'walletsDataOf', ada.id);
    expect(own).toMatchObject({
      wallets: expect.arrayContaining([
        expect.objectContaining({ id: ada.walletId, name: null, currency: 'KES' }),
        expect.objectContaining({ id: ada.potId, name: 'Pot of +254712345678' }),
      ]),
      walletChanges: [{ walletId: ada.potId, kind: 'FROZEN' }],
      deposits: [{ id: ada.deposit.id, amountMinor: '100000', currency: 'KES' }],
      withdrawals: [{ id: ada.withdrawal.id, amountMinor: '10000', phone: '+254712345678' }],
      holds: [{ reference: 'pay_of_+254712345678', amountMinor: '500', refunds: null }],
      responsibleGaming: [{ dateOfBirth: '1990-01-01' }],
      limitChanges: [{ kind: 'STAKE', period: 'DAY', amountMinor: '5000', status: 'APPLIED' }],
      exclusions: [{ kind: 'SELF_EXCLUSION', isOwn: false }],
      bets: [],
      payouts: [],
    });
    expect(own['postings']).toHaveLength(3);
    expect(own['postings']).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ walletId: ada.potId, amountMinor: '1000', balanceMinor: '1000', currency: 'KES' }),
        expect.objectContaining({ walletId: ada.walletId, amountMinor: '-1000' }),
      ]),
    );
    const text = JSON.stringify(own);
    const ofOthers = [`"${bob.id}"`, bob.walletId, bob.potId, bob.deposit.id, bob.withdrawal.id, bob.phone];
    for (const secret of [...ofOthers, 'usr_support', 'We doubt', 'secret', 'pm_']) expect(text).not.toContain(secret);
  });

  it('has the charges, invoices and payouts of their own seller, and nothing of a buyer or another seller', async () => {
    const [ada, bob] = [
      await desk.seller('MPESA', { earned: 123_456 }),
      await desk.seller('BANK_ACCOUNT', { earned: 77_700 }),
    ];
    const [paid, ofBob] = [await ada.request(), await bob.request()];
    for (const [seller, invoiceId] of [
      [ada, 'inv_of_ada'],
      [bob, 'inv_of_bob'],
    ] as const)
      await desk.pool.query(
        `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, at, invoice_id)
         VALUES ($1, 'FEE', $2, 'KES', 150, now(), NULL), ($1, 'ADVERT', $2, 'KES', 90, now(), NULL)`,
        [`sale:${invoiceId}`, seller.id],
      );
    const own = await copyOf(desk, 'walletsDataOf', ada.userId);
    expect(own).toMatchObject({
      wallets: [],
      accounts: [{ account: 'seller_payable', sellerId: ada.id, currency: 'KES', balanceMinor: '123456' }],
      sellerCharges: [
        { kind: 'ADVERT', amountMinor: '90', currency: 'KES', invoiceId: null },
        { kind: 'FEE', amountMinor: '150' },
      ],
      invoices: [],
      payouts: [{ id: paid.id, destination: '••••5678', amountMinor: '123400', currency: 'KES' }],
    });
    expect(own['postings']!.length).toBeGreaterThanOrEqual(2);
    const text = JSON.stringify(own);
    for (const secret of [bob.id, bob.userId, ofBob.id, 'usr_buyer', '254712345678'])
      expect(text).not.toContain(secret);
  });

  it('has each of many charges once, and reads no more of them for a part than the part has', async () => {
    const ada = await desk.seller('MPESA', { earned: 100 });
    const client = await desk.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO invoice (id, number, series, year, position, kind, seller_id, currency, period_from, period_until, net_minor,
           vat_minor, total_minor, issuer, issued_at)
         SELECT 'inv_copy_' || n, 'INV-1999-' || n, 'INV', 1999, n, 'INVOICE', $1, 'KES', now() - interval '1 day', now(), 200000,
           0, 200000, 'Soko', now() FROM generate_series(1, 3) AS n`,
        [ada.id],
      );
      await client.query(
        `INSERT INTO seller_charge (reference, kind, seller_id, currency, amount_minor, at, invoice_id)
         SELECT 'sale:copy_' || lpad(n::text, 5, '0'), 'FEE', $1, 'KES', 150, now() - (n / 7) * interval '1 second',
           CASE WHEN n > 60000 THEN NULL ELSE 'inv_copy_' || (1 + n / 20001) END FROM generate_series(1, 70000) AS n`,
        [ada.id],
      );
      await client.query('ANALYZE seller_charge; ANALYZE invoice; ANALYZE seller');
      for (const [name, count] of [
        ['sellerCharges', 10_000],
        ['invoicedCharges', 60_000],
      ] as const) {
        const { sql } = personalData.find((section) => section.name === name)!;
        const keys: string[] = [];
        for (let after = '', size = 200; size === 200;) {
          const values = [ada.userId, after, 200];
          const { rows: plans } = await client.query<Outcome>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values);
          // At an end of an invoice, the rows of the next one are read as well.
          expect(chargesRead(plans[0]!['QUERY PLAN'][0].Plan)).toBeLessThanOrEqual(600);
          const { rows } = await client.query<{ key: string }>(sql, values);
          keys.push(...rows.map(({ key }) => key));
          size = rows.length;
          after = rows.at(-1)?.key ?? '';
        }
        expect(keys).toHaveLength(count);
        expect(new Set(keys).size).toBe(count);
      }
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('has their bets with selections and cash-outs', async () => {
    const match = await betting.match('2.000');
    const [ada, bob] = [await betting.player(), await betting.player()];
    const { id } = await betting.place(ada, single(match));
    const { id: ofTwo } = await betting.place(ada, several('ACCUMULATOR', [match, await betting.match('3.000')]));
    const { id: ofBob } = await betting.place(bob, single(match));
    await betting.pool.query(
      `INSERT INTO cash_out (bet_id, number, stake_minor, amount_minor, at) VALUES ($1, 1, 100, 90, now())`,
      [id],
    );
    const own = await copyOf(betting, 'walletsDataOf', ada.id);
    expect(own['bets']).toMatchObject([
      {
        id,
        stakeMinor: '10000',
        currency: 'KES',
        status: 'ACCEPTED',
        selections: [{ selectionId: match.selectionId, odds: '2.000', name: expect.any(String) }],
        cashOuts: [{ stakeMinor: '100', amountMinor: '90' }],
      },
      { id: ofTwo, selections: [{ odds: '2.000' }, { odds: '3.000' }], cashOuts: null },
    ]);
    expect(own['gamingActivities']).toMatchObject([
      { activity: 'stake', amountMinor: '10000', currency: 'KES', position: 1 },
      { activity: 'stake', position: 2 },
    ]);
    expect(own['gamingAccounts']).toMatchObject([{ currency: 'KES', stakedMinor: '20000' }]);
    const text = JSON.stringify(own);
    for (const secret of [bob.id, ofBob]) expect(text).not.toContain(secret);
  });

  it('has each of many postings once, in order, account by account', async () => {
    const [ada, bob] = [await betting.player(0n), await betting.player(0n)];
    const fund = (ownerId: string, currency: string, index: number) =>
      ({
        reference: `spec:${ownerId}:${currency}:${index}`,
        kind: 'deposit',
        transfers: [
          {
            debit: { code: 'mpesa_float', currency },
            credit: { code: 'user_wallet', currency, ownerId },
            amountMinor: BigInt(index),
          },
        ],
        at: betting.now(),
      }) as const;
    await betting.mutate('openWallet', { idempotencyKey: newId('req'), currency: 'EUR' }, '... on Wallet { id }', ada);
    const many = Array.from({ length: 250 }, (_, index) => index + 1);
    await post(
      betting.pool,
      many.flatMap((index) => [fund(ada.id, 'KES', index), fund(ada.id, 'EUR', index)]),
    );
    await post(betting.pool, [fund(bob.id, 'KES', 7)]);
    const { postings } = await copyOf(betting, 'walletsDataOf', ada.id);
    for (const currency of ['KES', 'EUR'])
      expect(postings!.filter((posting) => posting.currency === currency).map(({ position }) => position)).toEqual(
        many,
      );
    expect(postings).toHaveLength(500);
  });
});
