import { Readable } from 'node:stream';
import { formatMinor } from '@soko/money';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { entryKind, partsOfEntry } from '../domain/sellers/statement-entry.ts';
import type { WalletsServices } from '../services.ts';
import { findSellerStatement, type SellerEntry } from '../store/sellers/statement.ts';
import {
  readSellerStatementToken,
  type SellerStatementGrant,
  sellerStatementPath,
} from '../store/sellers/statement-link.ts';

const tokenQuery = z.object({ token: z.string() });

const pageSize = 500;

const columns = [
  'time',
  'kind',
  'order',
  'total',
  'fee',
  'tax',
  'delivery',
  'discount',
  'amount',
  'balance',
  'currency',
  'reference',
];

/** Kinds, references and numbers of orders are ours: letters, digits and `:_-`. Nothing needs quotes. */
function lineOf(entry: SellerEntry, currency: string): string {
  const money = (amountMinor: bigint) => formatMinor(amountMinor, currency);
  const parts = partsOfEntry(entry);
  const amounts = parts && [parts.totalMinor, parts.feeMinor, parts.taxMinor, parts.deliveryMinor, parts.discountMinor];
  return [
    entry.at.toISOString(),
    entryKind(entry),
    entry.orderNumber ?? '',
    ...(amounts?.map(money) ?? ['', '', '', '', '']),
    money(entry.amountMinor),
    money(entry.balanceMinor),
    currency,
    entry.reference,
  ].join(',');
}

/** The lines of a statement, oldest entry first, read page by page. */
async function* linesOf(pool: WalletsServices['pool'], grant: SellerStatementGrant) {
  yield `${columns.join(',')}\r\n`;
  let cursor: readonly [number] | null = null;
  for (;;) {
    const page = { limit: pageSize, cursor, backwards: true };
    const rows: SellerEntry[] = await findSellerStatement(pool, grant, page, { from: grant.from, to: grant.until });
    const entries = rows.slice(0, pageSize);
    if (entries.length > 0) yield entries.map((entry) => `${lineOf(entry, grant.currency)}\r\n`).join('');
    if (rows.length <= pageSize) return;
    cursor = [entries.at(-1)!.sequence];
  }
}

/** A seller's statement as a CSV file. The link is the only credential; every wrong link gets the same 404. */
export function sellerStatementRoute(
  app: FastifyInstance,
  { pool, settings, now }: Pick<WalletsServices, 'pool' | 'settings' | 'now'>,
): void {
  app.get(sellerStatementPath, async (request, reply) => {
    const query = tokenQuery.safeParse(request.query);
    const grant = query.success ? readSellerStatementToken(settings.sealKeys, query.data.token, now()) : null;
    if (grant === null) {
      return reply.code(404).send({ error: 'This statement does not exist, or its link has expired.' });
    }
    const name = `seller-statement-${grant.currency}-${grant.from.toISOString().slice(0, 10)}.csv`;
    return reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(linesOf(pool, grant)));
  });
}
