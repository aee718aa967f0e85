import type { Queryable } from '@soko/postgres';
import type { Fees } from '../domain/fees.ts';
import type { EncodedCall, Hex, SignedTransaction } from '../providers/chain.ts';

/** The account whose nonces these are. */
export interface Account {
  chainId: number;
  signer: string;
}

/** A signed transaction of a nonce. */
export interface SentTransaction extends Fees {
  hash: Hex;
  raw: Hex;
  signedAt: Date;
}

/** A nonce with its transactions, newest first. */
export interface UsedNonce {
  nonce: number;
  callId: string;
  recipient: Hex | null;
  data: Hex;
  gas: bigint;
  status: 'OPEN' | 'SUCCEEDED' | 'REVERTED' | 'LOST';
  transactions: SentTransaction[];
}

type Row = Omit<UsedNonce, 'gas' | 'transactions'> & {
  gas: string;
  transactions: { hash: Hex; raw: Hex; maxFee: string; priorityFee: string; signedAt: string }[];
};

// SQL: one statement for the nonces and their transactions.
const withTransactions = `SELECT n.nonce, n.call_id AS "callId", n.recipient, n.data, n.gas::text, n.status, t.transactions
  FROM chain_nonce n CROSS JOIN LATERAL (
    SELECT json_agg(json_build_object('hash', hash, 'raw', raw, 'maxFee', max_fee::text, 'priorityFee', priority_fee::text,
      'signedAt', signed_at) ORDER BY signed_at DESC, max_fee DESC) AS transactions
    FROM chain_transaction WHERE (chain_id, signer, nonce) = (n.chain_id, n.signer, n.nonce)) t`;

const toNonce = (row: Row): UsedNonce => ({
  ...row,
  gas: BigInt(row.gas),
  transactions: row.transactions.map((each) => ({
    ...each,
    maxFee: BigInt(each.maxFee),
    priorityFee: BigInt(each.priorityFee),
    signedAt: new Date(each.signedAt),
  })),
});

/**
 * Nonces that are under way, and those from `from` on: the chain does not have these, also when it had them before. In
 * their order.
 */
export async function findUnsettled(
  db: Queryable,
  { chainId, signer }: Account,
  from: number,
  limit: number,
): Promise<UsedNonce[]> {
  const { rows } = await db.query<Row>({
    name: 'chain-unsettled-nonces',
    text: `${withTransactions}
      WHERE n.chain_id = $1 AND n.signer = $2 AND (n.status = 'OPEN' OR n.nonce >= $3)
      ORDER BY n.nonce LIMIT $4`,
    values: [chainId, signer, from, limit],
  });
  return rows.map(toNonce);
}

/** Nonces that are under way, by the hashes of their transactions. Hashes that are not the account's have none. */
export async function findOpenByHash(
  db: Queryable,
  { chainId, signer }: Account,
  hashes: readonly Hex[],
): Promise<UsedNonce[]> {
  const { rows } = await db.query<Row>({
    name: 'chain-open-nonces-by-hash',
    text: `${withTransactions}
      WHERE n.chain_id = $1 AND n.signer = $2 AND n.status = 'OPEN' AND n.nonce IN (
        SELECT nonce FROM chain_transaction WHERE hash = ANY ($3) AND chain_id = $1 AND signer = $2)
      ORDER BY n.nonce`,
    values: [chainId, signer, hashes],
  });
  return rows.map(toNonce);
}

/** Calls whose transaction the chain had, and has no more: its nonce is `from` or higher. */
export async function findVanished(
  db: Queryable,
  { chainId, signer }: Account,
  from: number,
): Promise<{ nonce: number; callId: string }[]> {
  const { rows } = await db.query<{ nonce: number; callId: string }>({
    name: 'chain-vanished-nonces',
    text: `SELECT nonce, call_id AS "callId" FROM chain_nonce
      WHERE chain_id = $1 AND signer = $2 AND nonce >= $3 AND status = 'SUCCEEDED' ORDER BY nonce`,
    values: [chainId, signer, from],
  });
  return rows;
}

/** Number of transactions that wait in the node: their nonce is `from` or higher. */
export async function countOpen(db: Queryable, { chainId, signer }: Account, from: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'chain-count-open',
    text: `SELECT count(*)::int AS count FROM chain_nonce
      WHERE chain_id = $1 AND signer = $2 AND nonce >= $3 AND status = 'OPEN'`,
    values: [chainId, signer, from],
  });
  return rows[0]!.count;
}

/** Number of transactions under way of other accounts or chains, which nobody follows. */
export async function countOpenOfOthers(db: Queryable, chainId: number, signers: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ count: number }>({
    name: 'chain-count-open-of-others',
    text: `SELECT count(*)::int AS count FROM chain_nonce WHERE (chain_id <> $1 OR signer <> ALL ($2)) AND status = 'OPEN'`,
    values: [chainId, signers],
  });
  return rows[0]!.count;
}

/** Number of transactions of a call that ended without effect. */
export async function countReverts(db: Queryable, callId: string): Promise<{ reverted: number; lost: number }> {
  const { rows } = await db.query<{ reverted: number; lost: number }>({
    name: 'chain-count-reverts',
    text: `SELECT count(*) FILTER (WHERE status = 'REVERTED')::int AS reverted, count(*) FILTER (WHERE status = 'LOST')::int AS lost
      FROM chain_nonce WHERE call_id = $1`,
    values: [callId],
  });
  return rows[0]!;
}

/** The next nonce of an account. Until the transaction ends, others wait for theirs. */
export async function nextNonce(tx: Queryable, { chainId, signer }: Account, onChain: number): Promise<number> {
  await tx.query({
    name: 'chain-lock-nonces',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('soko.chain.nonces.' || $1::text || '.' || $2::text, 0))`,
    values: [String(chainId), signer],
  });
  const { rows } = await tx.query<{ next: number }>({
    name: 'chain-next-nonce',
    text: 'SELECT greatest(coalesce(max(nonce) + 1, 0), $3)::int AS next FROM chain_nonce WHERE chain_id = $1 AND signer = $2',
    values: [chainId, signer, onChain],
  });
  return rows[0]!.next;
}

/** Gives a nonce to a call. */
export async function insertNonce(
  tx: Queryable,
  { chainId, signer }: Account,
  { nonce, callId, call, gas, at }: { nonce: number; callId: string; call: EncodedCall; gas: bigint; at: Date },
): Promise<void> {
  await tx.query({
    name: 'chain-insert-nonce',
    text: `INSERT INTO chain_nonce (chain_id, signer, nonce, call_id, recipient, data, gas, status, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, 'OPEN', $8)`,
    values: [chainId, signer, nonce, callId, call.to, call.data, gas.toString(), at],
  });
}

/** Saves a signed transaction of a nonce. */
export async function insertTransaction(
  tx: Queryable,
  { chainId, signer }: Account,
  nonce: number,
  { hash, raw, maxFee, priorityFee, at }: SignedTransaction & Fees & { at: Date },
): Promise<void> {
  await tx.query({
    name: 'chain-insert-transaction',
    text: `INSERT INTO chain_transaction (hash, chain_id, signer, nonce, raw, max_fee, priority_fee, signed_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (hash) DO NOTHING`,
    values: [hash, chainId, signer, nonce, raw, maxFee.toString(), priorityFee.toString(), at],
  });
}

interface Settled {
  from: UsedNonce['status'];
  to: UsedNonce['status'];
  blockNumber: number | null;
  at: Date | null;
}

/** Changes the status of a nonce. False when it has another status than `from`. */
export async function settleNonce(
  tx: Queryable,
  { chainId, signer }: Account,
  nonce: number,
  { from, to, blockNumber, at }: Settled,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'chain-settle-nonce',
    text: `UPDATE chain_nonce SET status = $5, block_number = $6, settled_at = $7
      WHERE chain_id = $1 AND signer = $2 AND nonce = $3 AND status = $4`,
    values: [chainId, signer, nonce, from, to, blockNumber, at],
  });
  return rowCount === 1;
}

/** True once a transaction was signed. */
export async function hasNonces(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ any: boolean }>({
    name: 'chain-has-nonces',
    text: 'SELECT EXISTS (SELECT FROM chain_nonce) AS any',
  });
  return rows[0]!.any;
}
