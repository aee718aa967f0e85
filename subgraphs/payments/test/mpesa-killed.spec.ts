import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, runProgram, type TestDatabase, until } from '@soko/testing';
import { type Json, openTill, type Till } from './till.ts';

const leaseMs = 30_000;

let till: Till;
let events: TestDatabase;
beforeAll(async () => {
  [till, events] = await Promise.all([openTill({ PAYMENT_CALL_LEASE_MS: String(leaseMs) }), createTestDatabase()]);
});
afterAll(async () => {
  await till.close();
  await events.drop();
});

const collect = (reference: string, phone: string) => ({
  document: 'mutation ($input: CollectFundsInput!) { collectFunds(input: $input) { status } }',
  input: {
    reference,
    userId: 'usr_payer',
    amount: { amount: '100.00', currency: 'KES' },
    method: 'MPESA',
    phone,
    description: 'Deposit',
  },
});
const disburse = (reference: string, phone: string) => ({
  document: 'mutation ($input: DisburseFundsInput!) { disburseFunds(input: $input) { status } }',
  input: {
    reference,
    userId: 'usr_payee',
    amount: { amount: '500.00', currency: 'KES' },
    phone,
    remarks: 'Withdrawal',
  },
});

/** Starts another process that runs the operations, and kills it when `isReached`. */
async function killWhen(operations: object[], isReached: () => Promise<boolean>, env: object = {}): Promise<void> {
  const program = await runProgram(join(import.meta.dirname, 'paying-process.ts'), {
    SPEC_DATABASE: till.subgraph.database.connectionString,
    SPEC_EVENTS: events.connectionString,
    SPEC_ENV: JSON.stringify({ ...till.env, PAYMENT_RECOVERY_EVERY_MS: '3600000', ...env }),
    SPEC_OPERATIONS: JSON.stringify(operations),
  });
  await until('the step is reached', isReached);
  await program.kill();
  expect(program.output()).toBe('');
}

const statusOf = async (table: 'collection' | 'disbursement', reference: string): Promise<string> =>
  (await till.pool.query(`SELECT status FROM ${table} WHERE reference = $1`, [reference])).rows[0]?.status;

const countAt = async (kind: 'pushes' | 'payouts', phone: string): Promise<number> =>
  (await till.admin('GET', kind)).data.filter(({ msisdn }: Json) => msisdn === phone.slice(1)).length;

const typesOf = async (reference: string): Promise<string[]> =>
  (await till.eventsOf(reference)).map(({ type }) => type);

describe('a process that is killed after M-Pesa has the request, and before it has the answer', () => {
  const [payer, payee] = ['+254730000501', '+254730000502'];

  beforeAll(async () => {
    const late = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 60_000, max: 60_000 } };
    await till.admin('PUT', 'latency', late);
    await killWhen(
      [collect('dep_heard', payer), disburse('wdr_heard', payee)],
      async () => (await countAt('pushes', payer)) === 1 && (await countAt('payouts', payee)) === 1,
    );
    expect(await statusOf('collection', 'dep_heard')).toBe('CREATED');
    expect(await statusOf('disbursement', 'wdr_heard')).toBe('CREATED');
    await till.admin('PUT', 'latency', { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } });
    await till.advance(leaseMs);
  });

  it('leaves one prompt, and its money is credited once', async () => {
    await till.untilCollection('dep_heard', 'SUCCEEDED');
    expect(await countAt('pushes', payer)).toBe(1);
    expect(await typesOf('dep_heard')).toEqual(['succeeded']);
  });

  it('leaves one payout', async () => {
    await till.untilDisbursement('wdr_heard', 'SUCCEEDED');
    expect(await countAt('payouts', payee)).toBe(1);
    expect(await typesOf('wdr_heard')).toEqual(['succeeded']);
  });
});

describe('a process that is killed before M-Pesa has the request', () => {
  const [payer, payee] = ['+254730000601', '+254730000602'];

  beforeAll(async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const isSaved = async () =>
      (await statusOf('collection', 'dep_unheard')) === 'CREATED' &&
      (await statusOf('disbursement', 'wdr_unheard')) === 'CREATED';
    await killWhen([collect('dep_unheard', payer), disburse('wdr_unheard', payee)], isSaved, {
      MPESA_BASE_URL: `http://127.0.0.1:${port}`,
    });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
    await till.advance(leaseMs);
  });

  it('leaves no prompt, and the deposit fails in the end', async () => {
    await till.advance(600_000);
    expect(await till.untilCollection('dep_unheard', 'FAILED')).toMatchObject({ failureCode: 'no_outcome' });
    expect(await countAt('pushes', payer)).toBe(0);
  });

  it('leaves a withdrawal that another process pays once', async () => {
    await till.untilDisbursement('wdr_unheard', 'SUCCEEDED');
    expect(await countAt('payouts', payee)).toBe(1);
  });
});
