import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { csvHeader, csvRowsOf, jsonLineOf } from '../domain/exported-product.ts';
import type { ProductsServices } from '../services.ts';
import { findExportedProducts, findSellersOfStore } from '../store/exported-products.ts';
import { type ExportGrant, exportPath, readExportToken } from '../store/export-link.ts';

const tokenQuery = z.object({ token: z.string() });

const pageSize = 100;

const files = {
  CSV: { header: csvHeader, write: csvRowsOf, type: 'text/csv; charset=utf-8', extension: 'csv' },
  NDJSON: { header: '', write: jsonLineOf, type: 'application/x-ndjson', extension: 'ndjson' },
} as const;

/** The file of products, read page by page while it is sent, seller by seller, because a SKU is unique for a seller. */
async function* partsOf(pool: ProductsServices['pool'], grant: ExportGrant) {
  const { header, write } = files[grant.format];
  if (header !== '') yield header;
  const { storeId } = grant;
  const sellerIds = storeId === null ? [grant.sellerId] : await findSellersOfStore(pool, storeId);
  for (const sellerId of sellerIds) {
    for (let after: string | undefined = ''; after !== undefined;) {
      const products = await findExportedProducts(pool, { sellerId, storeId }, { after, limit: pageSize });
      if (products.length > 0) yield products.map(write).join('');
      after = products.length < pageSize ? undefined : products.at(-1)?.sku;
    }
  }
}

/** The products of a seller or a store as a file that `importProducts` reads. The link is the only credential; every wrong link gets the same 404. */
export function productExportRoute(
  app: FastifyInstance,
  { pool, sealKeys, now }: Pick<ProductsServices, 'pool' | 'sealKeys' | 'now'>,
): void {
  app.get(exportPath, async (request, reply) => {
    const query = tokenQuery.safeParse(request.query);
    const grant = query.success ? readExportToken(sealKeys, query.data.token, now()) : null;
    if (grant === null) return reply.code(404).send({ error: 'This file does not exist, or its link has expired.' });
    const { type, extension } = files[grant.format];
    return reply
      .headers({
        'content-type': type,
        'content-disposition': `attachment; filename="products-${now().toISOString().slice(0, 10)}.${extension}"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(partsOf(pool, grant)));
  });
}
