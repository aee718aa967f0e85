import { Readable } from 'node:stream';
import { formatMinor } from '@soko/money';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { accountOfWallet, type Wallet } from '../domain/wallets/wallet.ts';
import { findStatement, type StatementEntry } from '../ledger/index.ts';
import type { WalletsServices } from '../services.ts';
import { readStatementToken, type StatementGrant, statementPath } from '../store/wallets/statement-link.ts';
import { findWallet } from '../store/wallets/wallets.ts';

const tokenQuery = z.object({ token: z.string() });

const pageSize = 500;

/** References and kinds are ours: letters, digits and `:_-`. Amounts are decimals. Nothing needs quotes. */
const lineOf = ({ at, reference, kind, amountMinor, balanceMinor }: StatementEntry, currency: string): string =>
  [
    at.toISOString(),
    reference,
    kind,
    formatMinor(amountMinor, currency),
    formatMinor(balanceMinor, currency),
    currency,
  ].join(',');

/** The lines of a statement, oldest posting first, read page by page. */
async function* linesOf(pool: WalletsServices['pool'], wallet: Wallet, { from, to }: StatementGrant) {
  yield 'time,reference,kind,amount,balance,currency\r\n';
  let cursor: readonly [number] | null = null;
  for (;;) {
    const page = { limit: pageSize, cursor, backwards: true };
    const rows: StatementEntry[] = await findStatement(pool, accountOfWallet(wallet), page, { from, to });
    const entries = rows.slice(0, pageSize);
    if (entries.length > 0) yield entries.map((entry) => `${lineOf(entry, wallet.currency)}\r\n`).join('');
    if (rows.length <= pageSize) return;
    cursor = [entries.at(-1)!.sequence];
  }
}

/** A statement as a CSV file. The link is the only credential; every wrong link gets the same 404. */
export function statementRoute(
  app: FastifyInstance,
  { pool, settings, now }: Pick<WalletsServices, 'pool' | 'settings' | 'now'>,
): void {
  app.get(statementPath, async (request, reply) => {
    const query = tokenQuery.safeParse(request.query);
    const grant = query.success ? readStatementToken(settings.sealKeys, query.data.token, now()) : null;
    const wallet = grant === null ? null : await findWallet(pool, grant.walletId);
    if (grant === null || wallet === null) {
      return reply.code(404).send({ error: 'This statement does not exist, or its link has expired.' });
    }
    return reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="statement-${wallet.currency}-${grant.from.toISOString().slice(0, 10)}.csv"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(linesOf(pool, wallet, grant)));
  });
}
