import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OrdersServices } from '../services.ts';
import { findCodeBatches, listCodes } from '../store/promotions/code-batches.ts';
import { codesPath, readCodesToken } from '../store/promotions/codes-link.ts';

const tokenQuery = z.object({ token: z.string() });

const pageSize = 1_000;

/** Codes are letters, digits and hyphens, and begin with a letter or digit: nothing needs quotes. */
async function* linesOf(pool: OrdersServices['pool'], batchId: string) {
  yield 'code,used\r\n';
  let after = '';
  for (;;) {
    const codes = await listCodes(pool, { batchId, after, limit: pageSize });
    if (codes.length > 0) yield codes.map(({ code, isUsed }) => `${code},${isUsed ? 'yes' : 'no'}\r\n`).join('');
    if (codes.length < pageSize) return;
    after = codes.at(-1)!.code;
  }
}

/** The codes of a batch as a CSV file. The link is the only credential; every wrong link gets the same 404. */
export function promotionCodesRoute(
  app: FastifyInstance,
  { pool, sealKeys, now }: Pick<OrdersServices, 'pool' | 'sealKeys' | 'now'>,
): void {
  app.get(codesPath, async (request, reply) => {
    const query = tokenQuery.safeParse(request.query);
    const grant = query.success ? readCodesToken(sealKeys, query.data.token, now()) : null;
    const [batch] = grant === null ? [] : await findCodeBatches(pool, [grant.batchId]);
    if (batch === undefined) {
      return reply.code(404).send({ error: 'These codes do not exist, or their link has expired.' });
    }
    return reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="codes-${batch.createdAt.toISOString().slice(0, 10)}.csv"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(linesOf(pool, batch.id)));
  });
}
