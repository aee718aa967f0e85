import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { person } from '@soko/testing';
import { type Bank, openBank } from './bank.ts';

describe('pruning payments', () => {
  let bank: Bank;
  beforeAll(async () => {
    bank = await openBank();
  });
  afterAll(() => bank?.close());

  it('ends the looks at a provider after 180 days, unless money may still move', async () => {
    const cases = [
      { order: 'ord_new', days: 179, status: 'AUTHORIZED', refunding: 0, isLooked: true },
      { order: 'ord_old', days: 181, status: 'AUTHORIZED', refunding: 0, isLooked: false },
      { order: 'ord_disputed', days: 400, status: 'DISPUTED', refunding: 0, isLooked: true },
      { order: 'ord_refunding', days: 400, status: 'CAPTURED', refunding: 5, isLooked: true },
    ];
    for (const { order, days, status, refunding } of cases) {
      await bank.authorize({ [order]: '10.00' });
      await bank.pool.query(
        `UPDATE payment SET status = $2, refunding_minor = $3, captured_minor = CASE WHEN $2 = 'AUTHORIZED' THEN 0 ELSE authorized_minor END,
           look_at = now() + interval '1 day', updated_at = now() - $4 * interval '1 day' WHERE order_id = $1`,
        [order, status, refunding, days],
      );
    }
    await bank.subgraph.runJob('payments.prune');
    const looked = await Promise.all(cases.map(async ({ order }) => (await bank.row(order)).look_at !== null));
    expect(looked).toEqual(cases.map(({ isLooked }) => isLooked));
  });

  it('keeps the mark of a deleted customer for 90 days after the deletion, however old the customer was', async () => {
    const kim = person('usr_kim');
    await bank.saveCard(kim);
    const mark = async () =>
      (await bank.pool.query(`SELECT state FROM payment_customer WHERE user_id = 'usr_kim'`)).rows[0]?.state;
    const age = (column: string, days: number) =>
      bank.pool.query(
        `UPDATE payment_customer SET ${column} = now() - $1 * interval '1 day' WHERE user_id = 'usr_kim'`,
        [days],
      );
    await age('created_at', 400);
    await bank.erase(kim);
    await bank.untilFast('the customer is deleted', async () => (await mark()) === 'FORGOTTEN');
    await bank.subgraph.runJob('payments.prune');
    expect(await mark()).toBe('FORGOTTEN');
    await age('forgotten_at', 91);
    await bank.subgraph.runJob('payments.prune');
    expect(await mark()).toBeUndefined();
  });
});
