import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@soko/ids';
import { ensureDatabases, migrate, openDatabase, startEmbeddedPostgres, withDatabase } from '@soko/postgres';
import type pg from 'pg';
import { type AccountRef, accountName, openAccounts, post, type Transfer } from '../subgraphs/wallets/ledger/index.ts';

export interface Options {
  seconds: number;
  rounds: number;
  connections: number;
  wallets: number;
  /** Where Postgres keeps its data. */
  folder?: string;
}

export interface Measured {
  name: string;
  /** Postings per second of each round. */
  ledger: number[];
  plain: number[];
}

type Writer = (transfers: readonly Transfer[]) => Promise<unknown>;

const at = new Date();
const house: AccountRef = { code: 'bet_open_stakes', currency: 'KES' };
const walletOf = (number: number): AccountRef => ({ code: 'user_wallet', currency: 'KES', ownerId: `usr_${number}` });
let made = 0;
const nextReference = (): string => `bet:${(made += 1)}:stake`;

const throughLedger =
  (pool: pg.Pool): Writer =>
  async (transfers) => {
    const transactions = transfers.map((transfer) => ({
      reference: nextReference(),
      kind: 'bet_stake',
      transfers: [transfer],
      at,
      about: { betId: 'bet_0190b5c1-0000-7000-8000-000000000000' },
    }));
    const posted = await post(pool, transactions);
    if ('refused' in posted)
      throw new Error(JSON.stringify(posted, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
  };

const hash = Buffer.alloc(32, 7);

/** The ids of accounts, which plain SQL gets for free. House accounts have one for each connection. */
type Ids = (ref: AccountRef) => string;

const textOf = ({ debit, credit, amountMinor }: Transfer): string =>
  `${accountName(debit)} ${accountName(credit)} ${amountMinor}`;

const debiting = `UPDATE ledger_account SET debits_minor = debits_minor + $2, postings = postings + 1, version = version + 1, head = $3 WHERE id = $1
  RETURNING id, postings, credits_minor - debits_minor AS balance`;
const crediting = debiting.replace('debits_minor = debits_minor', 'credits_minor = credits_minor');

/** The same rows as a transaction of six statements, as pgbench would. */
const inStatements =
  (client: pg.ClientBase, ids: Ids): Writer =>
  async ([transfer]) => {
    const { debit, credit, amountMinor } = transfer!;
    await client.query('BEGIN');
    const run = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });
    const steps = [
      { name: 'debit', text: debiting, id: ids(debit) },
      { name: 'credit', text: crediting, id: ids(credit) },
    ].toSorted((a, b) => Number(a.id) - Number(b.id));
    const accounts = [];
    for (const { name, text, id } of steps) {
      const { rows } = await run(name, text, [id, amountMinor, hash]);
      accounts.push({ ...rows[0], side: name === 'debit' ? 'D' : 'C' });
    }
    const { rows } = await run(
      'transaction',
      `INSERT INTO ledger_transaction (reference, kind, phase, at, transfers, about, digest)
       VALUES ($1, 'bet_stake', 'posted', $2, $3, $4, $5) RETURNING id`,
      [nextReference(), at, textOf(transfer!), { betId: 'bet_0190b5c1-0000-7000-8000-000000000000' }, hash],
    );
    const [one, other] = accounts;
    await run(
      'postings',
      `INSERT INTO ledger_posting (account_id, sequence, transaction_id, side, is_pending, amount_minor, balance_minor, at, hash)
       VALUES ($1, $2, $3, $4, false, $5, $6, $7, $8), ($9, $10, $3, $11, false, $5, $12, $7, $8)`,
      [
        one.id,
        one.postings,
        rows[0].id,
        one.side,
        amountMinor,
        one.balance,
        at,
        hash,
        other.id,
        other.postings,
        other.side,
        other.balance,
      ],
    );
    await client.query('COMMIT');
  };

/** The same rows in one statement for any number of transactions: what SQL does at best. */
const inOneStatement =
  (client: pg.ClientBase, ids: Ids): Writer =>
  async (transfers) => {
    const sums = new Map<string, { D: bigint; C: bigint; count: number }>();
    const lines: { transaction: number; id: string; side: 'D' | 'C'; amount: bigint; nth: number }[] = [];
    for (const [index, { debit, credit, amountMinor }] of transfers.entries()) {
      for (const [side, ref] of [
        ['D', debit],
        ['C', credit],
      ] as const) {
        const id = ids(ref);
        const sum = sums.get(id) ?? { D: 0n, C: 0n, count: 0 };
        sums.set(id, sum);
        sum[side] += amountMinor;
        lines.push({ transaction: index + 1, id, side, amount: amountMinor, nth: (sum.count += 1) });
      }
    }
    const list = (values: readonly unknown[]): string => `{${values.join(',')}}`;
    const accounts = [...sums].toSorted(([a], [b]) => Number(a) - Number(b));
    await client.query({
      name: 'plain',
      text: `WITH account AS (
          UPDATE ledger_account a SET debits_minor = debits_minor + d, credits_minor = credits_minor + c, postings = postings + n,
            version = version + n, head = $5
          FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[]) AS sums (id, d, c, n) WHERE a.id = sums.id
          RETURNING a.id, postings - n AS before, credits_minor - debits_minor AS balance
        ), made AS (
          INSERT INTO ledger_transaction (reference, kind, phase, at, transfers, about, digest)
          SELECT reference, 'bet_stake', 'posted', $6, transfers, about, $5
          FROM unnest($7::text[], $8::text[], $9::jsonb[]) AS new (reference, transfers, about) RETURNING id
        ), ids AS (SELECT array_agg(id) AS list FROM made)
        INSERT INTO ledger_posting (account_id, sequence, transaction_id, side, is_pending, amount_minor, balance_minor, at, hash)
        SELECT line.id, account.before + nth, list[transaction_no], side, false, amount, account.balance, $6, $5
        FROM unnest($10::int[], $11::bigint[], $12::text[], $13::bigint[], $14::int[]) AS line (transaction_no, id, side, amount, nth)
        JOIN account ON account.id = line.id, ids`,
      values: [
        list(accounts.map(([id]) => id)),
        list(accounts.map(([, { D }]) => D)),
        list(accounts.map(([, { C }]) => C)),
        list(accounts.map(([, { count }]) => count)),
        hash,
        at,
        transfers.map(nextReference),
        transfers.map(textOf),
        transfers.map(() => '{"betId": "bet_0190b5c1-0000-7000-8000-000000000000"}'),
        list(lines.map(({ transaction }) => transaction)),
        list(lines.map(({ id }) => id)),
        list(lines.map(({ side }) => side)),
        list(lines.map(({ amount }) => amount)),
        list(lines.map(({ nth }) => nth)),
      ],
    });
  };

/** Postings per second that the writers reach together. */
async function rateOf(
  writers: readonly Writer[],
  size: number,
  next: () => Transfer,
  seconds: number,
): Promise<number> {
  const start = performance.now();
  let postings = 0;
  const work = async (write: Writer): Promise<void> => {
    while (performance.now() - start < seconds * 1000) {
      await write(Array.from({ length: size }, next));
      postings += 2 * size;
    }
  };
  await Promise.all(writers.map(work));
  return postings / ((performance.now() - start) / 1000);
}

async function accountIds(pool: pg.Pool): Promise<Map<string, string[]>> {
  const { rows } = await pool.query('SELECT id, code, owner_id FROM ledger_account ORDER BY id');
  const ids = new Map<string, string[]>();
  for (const { id, code, owner_id: owner } of rows) {
    const name = owner === '' ? `${code}:KES` : `${code}:KES:${owner}`;
    ids.set(name, [...(ids.get(name) ?? []), id]);
  }
  return ids;
}

async function prepare(pool: pg.Pool, { wallets, connections }: Options): Promise<void> {
  for (let from = 0; from < wallets; from += 1_000) {
    const transactions = Array.from({ length: Math.min(1_000, wallets - from) }, (_, index) => ({
      reference: `fund:${from + index}`,
      kind: 'deposit',
      transfers: [
        {
          debit: { code: 'mpesa_float', currency: 'KES' },
          credit: walletOf(from + index),
          amountMinor: 10n ** 12n,
        } as const,
      ],
      at,
    }));
    await post(pool, transactions);
  }
  const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  for (const client of clients) {
    await openAccounts(client, [house]);
    client.release();
  }
  await pool.query('VACUUM ANALYZE');
}

export async function measurePostings(options: Options, tell: (text: string) => void): Promise<Measured[]> {
  const { seconds, rounds, connections, wallets } = options;
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'soko-bench-'));
  // Postgres runs as a user of its own when this runs as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ directory: join(folder, 'postgres'), password: newId('req') });
  const url = withDatabase(server.connectionString, 'wallets');
  await ensureDatabases(server.connectionString, ['wallets']);
  await migrate(url, 'prisma/wallets/migrations');
  const open = (planning: 'by index' | 'by cost') =>
    openDatabase({ connectionString: url, applicationName: 'bench', max: connections, planning });
  const [{ pool }, { pool: plainPool }] = [open('by index'), open('by cost')];
  try {
    await prepare(pool, options);
    const ids = await accountIds(pool);
    const clientsOf = (of: pg.Pool) => Promise.all(Array.from({ length: connections }, () => of.connect()));
    const [clients, plainClients] = [await clientsOf(pool), await clientsOf(plainPool)];
    const some = () => walletOf(Math.floor(Math.random() * wallets));
    const idsOf =
      (place: number): Ids =>
      (ref) => {
        const found = ids.get(accountName(ref))!;
        return found[place % found.length]!;
      };
    const staking = (): Transfer => ({ debit: some(), credit: house, amountMinor: 100n });
    const passing = (): Transfer => {
      const [debit, credit] = [some(), some()];
      return debit.ownerId === credit.ownerId ? passing() : { debit, credit, amountMinor: 100n };
    };
    const ledger = clients.map((client) => throughLedger(client as unknown as pg.Pool));
    const statements = plainClients.map((client, place) => inStatements(client, idsOf(place)));
    const statement = plainClients.map((client, place) => inOneStatement(client, idsOf(place)));
    const cases = [
      {
        name: 'one transfer, wallet to wallet, beside pgbench-like statements',
        size: 1,
        next: passing,
        plain: statements,
      },
      { name: 'one transfer, wallet to wallet', size: 1, next: passing, plain: statement },
      { name: 'one transfer, to one house account', size: 1, next: staking, plain: statement },
      {
        name: 'calls of 1,000 transfers, to one house account, one connection',
        size: 1_000,
        next: staking,
        plain: statement.slice(0, 1),
      },
    ];
    const results: Measured[] = [];
    for (const { name, size, next, plain } of cases) {
      const result: Measured = { name, ledger: [], plain: [] };
      results.push(result);
      for (let round = 0; round < rounds; round += 1) {
        result.ledger.push(await rateOf(ledger.slice(0, plain.length), size, next, seconds));
        result.plain.push(await rateOf(plain, size, next, seconds));
      }
      tell(name);
    }
    for (const client of [...clients, ...plainClients]) client.release();
    return results;
  } finally {
    await Promise.all([pool.end(), plainPool.end()]);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
