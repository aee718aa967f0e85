import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventTrail } from '@soko/events';
import { startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../index.ts';
import { type AccountRef, hold, post, verifyLedger } from '../ledger/index.ts';
import { ledgerAudits } from '../ledger/ledger-audits.ts';
import { saveVerification } from '../store/wallets/verifications.ts';

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

  describe('with an earlier verification', () => {
    beforeAll(async () => {
      const trail = {
        correlationId: 'cor_spec',
        causationId: null,
        actor: { kind: 'service', id: 'wallets' },
        now: () => at,
      };
      await saveVerification(graph.pool, await verifyLedger(graph.pool, { since: null }), at, trail as EventTrail);
      await saveVerification(graph.pool, await verifyLedger(graph.pool, { since: null }), at, trail as EventTrail);
    });

    /** Takes the last transaction of its accounts out without a trace: everything that is left fits together. */
    const withoutHold = `WITH t AS (SELECT id FROM ledger_transaction WHERE reference = 'hold:1'),
      p AS (DELETE FROM ledger_posting WHERE transaction_id IN (SELECT id FROM t) RETURNING *),
      h AS (DELETE FROM ledger_hold WHERE transaction_id IN (SELECT id FROM t)),
      gone AS (DELETE FROM ledger_transaction WHERE id IN (SELECT id FROM t))
      UPDATE ledger_account a SET postings = p.sequence - 1,
        head = coalesce((SELECT hash FROM ledger_posting q WHERE q.account_id = a.id AND q.sequence = p.sequence - 1),
          ledger_genesis(a.code, a.currency, a.owner_id, a.stripe)),
        pending_debits_minor = pending_debits_minor - CASE p.side WHEN 'D' THEN p.amount_minor ELSE 0 END,
        pending_credits_minor = pending_credits_minor - CASE p.side WHEN 'C' THEN p.amount_minor ELSE 0 END
      FROM p WHERE a.id = p.account_id`;

    it('finds that a whole transaction is gone, although all that is left fits together', async () => {
      const found = await tamper(withoutHold);
      expect(found).toContain(`earlier-ends-are-there: ${name}#0 4`);
      expect(found.every((each) => each.startsWith('earlier-ends-are-there: '))).toBe(true);
      expect(found).toHaveLength(2);
    });

    it('finds that the ends of chains which it kept were changed as well', async () => {
      const found = await tamper(`UPDATE ledger_checkpoint SET postings = 3 WHERE account_id = ${account}`);
      expect(found.filter((each) => each.startsWith('earlier-roots-hold: '))).toHaveLength(2);
    });

    it('keeps only chains that have changed, and changes none of them', async () => {
      await expect(graph.pool.query('UPDATE ledger_checkpoint SET postings = 0')).rejects.toThrow('The journal');
      await expect(graph.pool.query('DELETE FROM ledger_checkpoint')).rejects.toThrow('The journal');
      await expect(graph.pool.query('TRUNCATE ledger_checkpoint')).rejects.toThrow('The journal');
      const { rows } = await graph.pool.query(
        `SELECT count(*)::int AS rows, count(DISTINCT account_id)::int AS accounts, count(DISTINCT verification_id)::int AS times
          FROM ledger_checkpoint`,
      );
      expect(rows[0]).toEqual({ rows: rows[0].accounts, accounts: rows[0].accounts, times: 1 });
    });
  });
});
