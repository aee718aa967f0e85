import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
// The promises of an adapter are checked against the real thing, which is another subgraph here.
// oxlint-disable-next-line no-restricted-imports
import { type CashDesk, openCashDesk } from '../../wallets/test/cash/cash-desk.ts';
import type { AuthorizeRequest } from '../providers/provider.ts';
import { ProviderUnavailable } from '../providers/provider.ts';
import { providerAudits } from '../providers/provider-audits.ts';
import { createWalletProvider } from '../providers/wallet.ts';

let desk: CashDesk;
beforeAll(async () => {
  desk = await openCashDesk();
});
afterAll(() => desk.close());

const provider = createWalletProvider((request) => desk.subgraph.execute(request));
const nowhere = createWalletProvider(() => Promise.reject(new Error('Wallets is away.')));

const idOf = (viewer: Viewer): string => (viewer as { id: string }).id;

/** A person with 100 euros. */
async function rich(): Promise<{ viewer: Viewer; walletId: string; id: string }> {
  const owner = await desk.owner('EUR');
  const money = { method: 'STRIPE_CARD', token: 'pm_paid', amount: { amount: '100.00', currency: 'EUR' } };
  await desk.deposit(owner.viewer, { walletId: owner.walletId, ...money });
  return { ...owner, id: idOf(owner.viewer) };
}

const subject = {
  tokens: { good: async () => (await rich()).id, declined: 'usr_without_a_wallet' },
  refunds: true,
  buyerOf: (token: string) => token,
};

const request = (buyerId: string | null, amountMinor: bigint): AuthorizeRequest => ({
  paymentId: newId('pay'),
  orderId: 'ord_x',
  checkoutId: 'chk_x',
  buyerId,
  amountMinor,
  currency: 'EUR',
  token: null,
  customer: null,
  presence: 'present',
  generation: 1,
  email: null,
  phone: null,
  correlationId: 'cor_spec',
  createdAt: new Date(),
});
const attempt = () => ({ key: newId('pcl'), number: 0 });

describe('the adapter of wallets', () => {
  it.each(providerAudits({ provider: nowhere, ...subject }).map(({ name }) => name))('%s', async (name) => {
    const audit = providerAudits({ provider, ...subject }).find((each) => each.name === name);
    await audit?.run();
    expect(audit).toBeDefined();
  });

  it('reports that the result is unknown when wallets does not answer', async () => {
    await expect(nowhere.authorize(request('usr_x', 1n), attempt())).rejects.toThrow(ProviderUnavailable);
  });

  it('moves the money to the minor unit: hold, part capture, two refunds back', async () => {
    const { viewer, id } = await rich();
    const held = await provider.authorize(request(id, 6_000n), attempt());
    expect(held).toMatchObject({ status: 'authorized', authorizedMinor: 6_000n });
    expect(await desk.balance(viewer, 'EUR')).toEqual({ balance: '100.00', available: '40.00' });
    const known = { ...held, amountMinor: 6_000n, currency: 'EUR' };
    expect(await provider.capture(known, 4_567n, attempt())).toMatchObject({ capturedMinor: 4_567n });
    expect(await desk.balance(viewer, 'EUR')).toEqual({ balance: '54.33', available: '54.33' });
    await provider.refund(known, { amountMinor: 1_001n, reason: 'spec' }, attempt());
    await provider.refund(known, { amountMinor: 3_566n, reason: 'spec' }, attempt());
    expect(await desk.balance(viewer, 'EUR')).toEqual({ balance: '100.00', available: '100.00' });
    expect(await desk.trialBalance()).toBe(0n);
  });

  it('finds what an earlier try did when wallets refuses its repeat', async () => {
    const { viewer, id } = await rich();
    const asked = request(id, 6_000n);
    const held = await provider.authorize(asked, attempt());
    // The same reference with another amount: refused, but the hold is there.
    expect(await provider.authorize({ ...asked, amountMinor: 5_000n }, attempt())).toEqual(held);
    const known = { ...held, amountMinor: 6_000n, currency: 'EUR' };
    await provider.capture(known, 6_000n, attempt());
    const refunding = attempt();
    await provider.refund(known, { amountMinor: 1_000n, reason: 'spec' }, refunding);
    const again = await provider.refund(known, { amountMinor: 999n, reason: 'spec' }, refunding);
    expect(again).toEqual({ ref: refunding.key, status: 'succeeded', failure: null });
    expect(await desk.balance(viewer, 'EUR')).toEqual({ balance: '50.00', available: '50.00' });
    await expect(provider.refund(known, { amountMinor: 5_001n, reason: 'spec' }, attempt())).rejects.toThrow('At most');
  });

  it('declines a guest, too little money and a frozen wallet, each with its reason', async () => {
    const { walletId, id } = await rich();
    const codeOf = async (buyerId: string | null, amountMinor: bigint) =>
      (await provider.authorize(request(buyerId, amountMinor), attempt())).failure?.code;
    expect(await codeOf(null, 1n)).toBe('sign_in_required');
    expect(await codeOf(id, 10_001n)).toBe('insufficient_funds');
    await desk.pool.query('UPDATE ledger_account SET frozen = true WHERE owner_id = $1', [id]);
    expect(await codeOf(id, 1n)).toBe('wallet_frozen');
    expect(walletId).toMatch(/^wal_/);
  });

  it('frees a hold whose time has run out, and refuses its capture', async () => {
    const { viewer, id } = await rich();
    const held = await provider.authorize(request(id, 6_000n), attempt());
    const known = { ...held, amountMinor: 6_000n, currency: 'EUR' };
    desk.advance(91 * 86_400_000);
    await desk.subgraph.runJob('wallets.expire-wallet-holds');
    expect(await provider.fetch(known)).toMatchObject({ status: 'expired' });
    await expect(provider.capture(known, 6_000n, attempt())).rejects.toThrow('EXPIRED');
    expect(await desk.balance(viewer, 'EUR')).toEqual({ balance: '100.00', available: '100.00' });
  });
});
