import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../index.ts';
import { type AccountRef, hold, post, verifyLedger } from '../ledger/index.ts';
import { ledgerAudits } from '../ledger/ledger-audits.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(wallets);
});
afterAll(() => graph.close());

const at = new Date('2026-03-01T12:00:00.000Z');
const clearing: AccountRef = { code: 'wallet_clearing', currency: 'KES' };
let named = 0;

describe('the ledger', () => {
  const auditNames = ledgerAudits({ pool: null!, newName: () => '', at }).map(({ name }) => name);

  it.each(auditNames)('%s', async (name) => {
    const store = { pool: graph.pool, newName: () => `${(named += 1)}`, at };
    await ledgerAudits(store)
      .find((audit) => audit.name === name)!
      .run();
  });
});

describe('the journal', () => {
  it.each(['ledger_transaction', 'ledger_posting'])('refuses to change %s', async (table) => {
    const refusal = 'The journal';
    await expect(graph.pool.query(`UPDATE ${table} SET at = now()`)).rejects.toThrow(refusal);
    await expect(graph.pool.query(`DELETE FROM ${table}`)).rejects.toThrow(refusal);
    await expect(graph.pool.query(`TRUNCATE ${table}`)).rejects.toThrow(refusal);
  });
});

/** Changes rows in one transaction in which the triggers do not fire, looks, and rolls back. */
async function tamper(sql: string, values: unknown[] = []): Promise<string[]> {
  const client = await graph.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    const { rowCount } = await client.query(sql, values);
    expect(rowCount).toBeGreaterThan(0);
    const { breaks } = await verifyLedger(onlyClient(client), { since: null });
    return breaks.map(({ rule, subject }) => `${rule}: ${subject}`);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** A pool of one connection with a running transaction, for `verifyLedger` to see what is not committed. */
const onlyClient = (client: { query: (...args: never[]) => unknown }) =>
  ({
    connect: () =>
      Promise.resolve({
        query: (text: string, values?: unknown[]) =>
          /^(BEGIN|ROLLBACK)/.test(text) ? Promise.resolve() : client.query(...([text, values] as never[])),
        release: () => {},
      }),
  }) as unknown as typeof graph.pool;

describe('verifying the ledger', () => {
  const owner: AccountRef = { code: 'user_wallet', currency: 'KES', ownerId: 'usr_tampered' };
  const name = 'user_wallet:KES:usr_tampered';
  const account = `(SELECT id FROM ledger_account WHERE owner_id = 'usr_tampered')`;

  beforeAll(async () => {
    const deposit = (reference: string) => ({
      reference,
      kind: 'deposit',
      transfers: [{ debit: { code: 'mpesa_float', currency: 'KES' } as const, credit: owner, amountMinor: 100n }],
      at,
    });
    for (const nth of [1, 2, 3]) await post(graph.pool, [deposit(`deposit:${nth}`)]);
    await hold(graph.pool, { reference: 'hold:1', debit: owner, credit: clearing, amountMinor: 50n, at });
  });

  it('finds nothing in a ledger that nobody touched', async () => {
    expect((await verifyLedger(graph.pool, { since: null })).breaks).toEqual([]);
    expect((await verifyLedger(graph.pool, { since: at })).breaks).toEqual([]);
  });

  it.each([
    [
      'another amount in a transaction',
      `UPDATE ledger_transaction SET transfers = replace(transfers, ' 100', ' 900') WHERE reference = 'deposit:2'`,
      'transactions-unchanged: deposit:2',
    ],
    [
      'another kind of a transaction',
      `UPDATE ledger_transaction SET kind = 'gift' WHERE reference = 'deposit:2'`,
      'transactions-unchanged: deposit:2',
    ],
    [
      'another amount and balance of a posting',
      `UPDATE ledger_posting SET amount_minor = 900, balance_minor = 1000 WHERE sequence = 2 AND account_id = ${account}`,
      `postings-unchanged: ${name}#0 2`,
    ],
    [
      'another time of a posting',
      `UPDATE ledger_posting SET at = now() WHERE sequence = 2 AND account_id = ${account}`,
      `postings-unchanged: ${name}#0 2`,
    ],
    [
      'a posting removed',
      `DELETE FROM ledger_posting WHERE sequence = 2 AND account_id = ${account}`,
      `postings-unchanged: ${name}#0 3`,
    ],
    [
      'the last posting removed',
      `DELETE FROM ledger_posting WHERE sequence = 4 AND account_id = ${account}`,
      `accounts-end-their-chain: ${name}#0`,
    ],
    [
      'a transaction removed',
      `DELETE FROM ledger_transaction WHERE reference = 'deposit:1'`,
      `postings-unchanged: ${name}#0 1`,
    ],
    [
      'a posting added',
      `INSERT INTO ledger_posting SELECT account_id, 5, transaction_id, 'C', false, 700, 1000, at, hash FROM ledger_posting WHERE sequence = 4 AND account_id = ${account}`,
      `postings-unchanged: ${name}#0 5`,
    ],
    [
      'a transaction added',
      `INSERT INTO ledger_transaction SELECT 999999, 'deposit:9', kind, phase, at, transfers, about, reason, actor_id, hold_id, reverses, digest FROM ledger_transaction WHERE reference = 'deposit:1'`,
      'transactions-balance: deposit:9',
    ],
    [
      'a greater balance',
      `UPDATE ledger_account SET credits_minor = credits_minor + 700 WHERE id = ${account}`,
      `accounts-end-their-chain: ${name}#0`,
    ],
    [
      'debits and credits greater',
      `UPDATE ledger_account SET credits_minor = credits_minor + 700, debits_minor = debits_minor + 700 WHERE id = ${account}`,
      `accounts-are-their-postings: ${name}#0`,
    ],
    [
      'a hold that ended by itself',
      `UPDATE ledger_hold SET status = 'VOIDED', ended_at = now() WHERE status = 'PENDING' AND amount_minor = 50 AND transaction_id = (SELECT id FROM ledger_transaction WHERE reference = 'hold:1')`,
      'holds-follow-the-journal: hold:1',
    ],
    [
      'less set aside',
      `UPDATE ledger_account SET pending_debits_minor = 0 WHERE id = ${account}`,
      `holds-are-pending: ${name}`,
    ],
  ])('finds %s', async (_what, sql, expected) => {
    expect(await tamper(sql)).toContain(expected);
  });
});
