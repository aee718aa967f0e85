import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { type Gaming, newUser, startGaming } from './start-gaming.ts';

let gaming: Gaming;
beforeAll(async () => {
  gaming = await startGaming();
});
afterAll(() => gaming.graph.close());

const run = async (as: Viewer, field: string, input: object, selection: string) => {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename ${selection} } }`;
  const { data, errors } = await gaming.graph.query(
    document,
    { input: { ...input, idempotencyKey: newId('req') } },
    { as },
  );
  expect(errors).toBeUndefined();
  return data[field];
};

const kes = (amount: string) => ({ amount, currency: 'KES' });

const notices = async ({ id }: { id: string }): Promise<unknown[]> =>
  (await gaming.graph.told('wallets.gaming.limit_reached'))
    .filter(({ subject }) => subject === id)
    .map(({ data }) => data);

describe('a limit that refuses', () => {
  it('is published once a day for each limit, and never when nothing is refused', async () => {
    const user = newUser();
    await gaming.born(user, '1990-05-04');
    const wallet = await run(user, 'openWallet', { currency: 'KES', name: 'Pot' }, '... on Wallet { id }');
    const limit = (period: string, amount: string) =>
      run(user, 'setLimit', { kind: 'DEPOSIT', period, amount: kes(amount) }, '... on GamingLimit { kind }');
    const deposit = async (amount: string): Promise<string> => {
      const money = { walletId: wallet.id, amount: kes(amount), method: 'MPESA', phone: '+254712345678' };
      return (await run(user, 'deposit', money, '... on UserError { code }')).__typename;
    };
    await limit('DAY', '100.00');
    expect(await notices(user)).toEqual([]);
    const results = await Promise.all([deposit('150.00'), deposit('150.00'), deposit('150.00')]);
    expect(results).toEqual(['LimitReached', 'LimitReached', 'LimitReached']);
    const day = { kind: 'DEPOSIT', period: 'DAY', currency: 'KES', limitMinor: '10000', until: null };
    expect(await notices(user)).toEqual([day]);
    await limit('WEEK', '50.00');
    expect(await deposit('150.00')).toBe('LimitReached');
    expect(await notices(user)).toEqual([day, { ...day, period: 'WEEK', limitMinor: '5000' }]);
    gaming.pass(25 * 3_600_000);
    await deposit('150.00');
    expect(await notices(user)).toHaveLength(3);
  });
});
