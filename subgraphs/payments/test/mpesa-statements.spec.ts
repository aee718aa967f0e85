import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ordersByMpesa } from './orders-by-mpesa.ts';
import { openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  // Statements of jobs would be counted as well.
  till = await openTill({ PAYMENT_RECOVERY_EVERY_MS: '3600000' });
});
afterAll(() => till.close());

const { authorize, phone } = ordersByMpesa(() => till, '52');

const count = async (work: () => Promise<unknown>): Promise<number> => (await till.statements(work)).count;

/** The statements of a request, and of its repeat, for one payer after the other. */
async function countsOf(
  ask: (reference: string, phone: string) => Promise<unknown>,
  prefix: string,
): Promise<{ first: number[]; repeated: number[] }> {
  const first: number[] = [];
  const repeated: number[] = [];
  for (const to of [`+254${prefix}100500`, `+254${prefix}101500`, `+254${prefix}102500`]) {
    first.push(await count(() => ask(`ref_${to}`, to)));
    repeated.push(await count(() => ask(`ref_${to}`, to)));
  }
  return { first, repeated };
}

describe('the SQL statements of M-Pesa', () => {
  it('are as few for every deposit', async () => {
    expect(await countsOf(till.collect, '750')).toEqual({ first: [5, 5, 5], repeated: [2, 2, 2] });
  });

  it('are as few for a checkout of five orders as for one of two', async () => {
    const orders = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, '10.00']));
    const two = await count(() => authorize(orders('ord_2a', 'ord_2b'), phone('500')));
    const five = await count(() => authorize(orders('ord_5a', 'ord_5b', 'ord_5c', 'ord_5d', 'ord_5e'), phone('500')));
    expect([two, five]).toEqual([14, 14]);
  });

  it('are as few for every withdrawal', async () => {
    expect(await countsOf(till.disburse, '751')).toEqual({ first: [5, 5, 5], repeated: [2, 2, 2] });
  });
});
