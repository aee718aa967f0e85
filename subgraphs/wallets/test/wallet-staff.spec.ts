import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { person, until } from '@soko/testing';
import { balanceOf } from '../ledger/index.ts';
import { KES, startWalletsWorld, transferring, type WalletsWorld } from './wallets-world.ts';

let world: WalletsWorld;
let graph: WalletsWorld['graph'];
beforeAll(async () => {
  world = await startWalletsWorld();
  ({ graph } = world);
});
afterAll(() => graph.close());

const open: WalletsWorld['open'] = (...args) => world.open(...args);
const send: WalletsWorld['send'] = (...args) => world.send(...args);
const funded: WalletsWorld['funded'] = (...args) => world.funded(...args);

describe('an adjustment', () => {
  const adjusting = /* GraphQL */ `
    mutation ($input: AdjustWalletInput!) {
      adjustWallet(input: $input) {
        __typename
        ... on WalletAdjustment {
          id
          status
          direction
          amount {
            amount
          }
          wallet {
            available {
              amount
            }
          }
        }
        ... on UserError {
          code
        }
      }
    }
  `;
  const deciding = (verb: string) => /* GraphQL */ `
    mutation ($input: ${verb === 'approve' ? 'Approve' : 'Reject'}WalletAdjustmentInput!) {
      ${verb}WalletAdjustment(input: $input) {
        __typename
        ... on WalletAdjustment { status decidedBy wallet { available { amount } } }
        ... on UserError { code }
      }
    }
  `;
  const [admin, other] = [person('usr_90', 'ADMIN'), person('usr_91', 'ADMIN')];
  const reason = 'A deposit that was counted twice';
  const adjust = (walletId: string, amount: string, direction = 'CREDIT', as = admin) =>
    send(adjusting, { walletId, amount: KES(amount), direction, reason, idempotencyKey: newId('req') }, as);

  it('is posted at once when it is small, and refused when the wallet does not cover it', async () => {
    const { id } = await funded('usr_30', 10_000n);
    expect(await adjust(id, '10.00')).toMatchObject({ status: 'POSTED', wallet: { available: { amount: '110.00' } } });
    expect(await adjust(id, '20.00', 'DEBIT')).toMatchObject({
      status: 'POSTED',
      wallet: { available: { amount: '90.00' } },
    });
    expect(await adjust(id, '90.01', 'DEBIT')).toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    expect(await adjust(id, '10.00', 'CREDIT', person('usr_9', 'SUPPORT'))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('waits for another administrator when it is large', async () => {
    const { id } = await funded('usr_31', 10_000n);
    const proposed = await adjust(id, '10000.01');
    expect(proposed).toMatchObject({ status: 'PROPOSED', wallet: { available: { amount: '100.00' } } });
    const { data } = await graph.query('{ walletAdjustments { id } }', {}, { as: other });
    expect(data['walletAdjustments']).toContainEqual({ id: proposed.id });
    const input = { adjustmentId: proposed.id };
    expect(await send(deciding('approve'), input, admin)).toMatchObject({ code: 'OWN_ADJUSTMENT' });
    const approvals = await Promise.all([1, 2, 3].map(() => send(deciding('approve'), input, other)));
    for (const approval of approvals) {
      expect(approval).toMatchObject({ status: 'POSTED', decidedBy: 'usr_91' });
    }
    expect(await balanceOf(graph.pool, { code: 'user_wallet', currency: 'KES', ownerId: 'usr_31' })).toMatchObject({
      postedMinor: 1_010_001n,
    });
    expect(await send(deciding('reject'), input, other)).toMatchObject({ code: 'ADJUSTMENT_DECIDED' });
  });

  it('of the own wallet of an administrator waits for another one, however small', async () => {
    const [{ id }, { id: ofOther }] = [await funded('usr_90', 10_000n), await funded('usr_91', 10_000n)];
    const own = await adjust(id, '1.00');
    expect(own).toMatchObject({ status: 'PROPOSED', wallet: { available: { amount: '100.00' } } });
    expect(await send(deciding('approve'), { adjustmentId: own.id }, other)).toMatchObject({ status: 'POSTED' });
    const large = { adjustmentId: (await adjust(ofOther, '20000.00')).id };
    expect(await send(deciding('approve'), large, other)).toMatchObject({ code: 'OWN_ADJUSTMENT' });
    const third = person('usr_93', 'ADMIN');
    expect(await send(deciding('approve'), large, third)).toMatchObject({
      wallet: { available: { amount: '20100.00' } },
    });
  });

  it('costs a fixed number of SQL statements to approve and to reject', async () => {
    const { id } = await funded('usr_33', 10_000n);
    const counts = [];
    for (const verb of ['approve', 'reject', 'approve', 'reject']) {
      const input = { adjustmentId: (await adjust(id, '20000.00')).id };
      const { count, result } = await graph.statements(() => send(deciding(verb), input, other));
      expect(result).toMatchObject({ status: verb === 'approve' ? 'POSTED' : 'REJECTED' });
      counts.push(count);
    }
    expect(counts).toEqual([9, 6, 9, 6]);
  });

  it('moves nothing when it is rejected', async () => {
    const { id } = await funded('usr_32', 10_000n);
    const input = { adjustmentId: (await adjust(id, '20000.00')).id };
    const rejected = { status: 'REJECTED', wallet: { available: { amount: '100.00' } } };
    expect(await send(deciding('reject'), input, admin)).toMatchObject(rejected);
    expect(await send(deciding('approve'), input, other)).toMatchObject({ code: 'ADJUSTMENT_DECIDED' });
  });
});

describe('a frozen wallet', () => {
  const changing = (verb: string) => `mutation ($input: ${verb}WalletInput!) {
    ${verb.toLowerCase()}Wallet(input: $input) { ... on Wallet { status history { kind reason by } } }
  }`;

  it('takes money and pays none until it is unfrozen', async () => {
    const support = person('usr_92', 'SUPPORT');
    const { as, id } = await funded('usr_40', 10_000n);
    const pot = await open({ name: 'Rent' }, as);
    const input = { walletId: id, reason: 'Card reported stolen' };
    const frozen = await send(changing('Freeze'), input, support);
    expect(frozen).toEqual({ status: 'FROZEN', history: [{ kind: 'FROZEN', reason: input.reason, by: 'usr_92' }] });
    expect(await send(changing('Freeze'), input, support)).toEqual(frozen);
    const pay = { fromWalletId: id, toWalletId: pot.id, amount: KES('1.00') };
    expect(await send(transferring, { ...pay, idempotencyKey: newId('req') }, as)).toMatchObject({
      code: 'WALLET_FROZEN',
    });
    for (const self of [as, person('usr_40', 'SUPPORT')])
      expect(await send(changing('Unfreeze'), input, self)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await send(changing('Unfreeze'), input, support)).toMatchObject({ status: 'OPEN' });
    expect(await send(transferring, { ...pay, idempotencyKey: newId('req') }, as)).toMatchObject({
      __typename: 'WalletTransfer',
    });
    const told = (await graph.told()).filter(({ subject, type }) => subject === id && type.endsWith('frozen'));
    expect(told.map(({ type }) => type)).toEqual(['wallets.wallet.frozen', 'wallets.wallet.unfrozen']);
  });

  it('loses the reasons and the names of pots when its owner is erased, and keeps the money', async () => {
    const { as, id } = await funded('usr_41', 10_000n);
    await open({ name: 'For Ada' }, as);
    await send(changing('Freeze'), { walletId: id, reason: 'Ada called' }, person('usr_92', 'SUPPORT'));
    const trail = { correlationId: newId('req'), causationId: null, actor: { kind: 'service', id: 'users' } } as const;
    const fact = { subject: 'usr_41', sequence: 2, data: {} };
    await graph.bus.publish('users.user', [newEvent(usersUser, 'erased', fact, { ...trail, now: () => new Date() })]);
    await until('the names are gone', async () => {
      const { rows } = await graph.pool.query(`SELECT FROM wallet_change WHERE reason = 'Ada called'
        UNION ALL SELECT FROM wallet WHERE name = 'For Ada'`);
      return rows.length === 0;
    });
    const account = { code: 'user_wallet', currency: 'KES', ownerId: 'usr_41' } as const;
    expect(await balanceOf(graph.pool, account)).toMatchObject({ postedMinor: 10_000n });
  });
});

describe('the books', () => {
  const admin = person('usr_93', 'ADMIN');

  it('balance at every moment', async () => {
    const asking = /* GraphQL */ `
      query ($at: DateTime) {
        trialBalance(at: $at) {
          currencies {
            currency
            debits {
              amount
            }
            difference {
              amount
            }
            accounts {
              code
              kind
            }
          }
        }
      }
    `;
    const before = new Date(Date.now() - 86_400_000).toISOString();
    const [now, then] = await Promise.all([{}, { at: before }].map((at) => graph.query(asking, at, { as: admin })));
    const [{ accounts, ...sums }] = now!.data['trialBalance'].currencies;
    expect(sums).toMatchObject({ currency: 'KES', difference: { amount: '0.00' } });
    expect(Number(sums.debits.amount)).toBeGreaterThan(0);
    expect(accounts).toContainEqual({ code: 'user_wallet', kind: 'LIABILITY' });
    expect(then!.data['trialBalance'].currencies[0].debits.amount).toBe('0.00');
    const { errors } = await graph.query(asking, {}, { as: person('usr_1') });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('are verified, and what is found is published', async () => {
    const verifying = /* GraphQL */ `
      mutation {
        verifyLedger(input: {}) {
          ... on LedgerVerification {
            breakCount
            root
            breaks {
              rule
              subject
            }
          }
        }
      }
    `;
    const sound = (await graph.query(verifying, {}, { as: admin })).data['verifyLedger'];
    expect(sound).toMatchObject({ breakCount: 0, root: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await graph.pool.query(`UPDATE ledger_account SET credits_minor = credits_minor + 700 WHERE owner_id = 'usr_41'`);
    const broken = (await graph.query(verifying, {}, { as: admin })).data['verifyLedger'];
    const subject = 'user_wallet:KES:usr_41#0';
    expect(broken.breaks).toContainEqual({ rule: 'accounts-end-their-chain', subject });
    const told = await graph.told('wallets.ledger.break_found');
    expect(told).toContainEqual(expect.objectContaining({ data: expect.objectContaining({ subject }) }));
    const last = await graph.query('{ ledgerVerification { breakCount } }', {}, { as: admin });
    expect(last.data['ledgerVerification'].breakCount).toBe(broken.breakCount);
  });
});
