import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { WalletsServices } from '../services.ts';
import { invoicePath, readInvoiceToken } from '../store/sellers/invoice-link.ts';
import { findInvoices } from '../store/sellers/invoices.ts';
import { writeInvoice } from './invoice-pdf.ts';

const tokenQuery = z.object({ token: z.string() });

/** The invoice with those that its lines correct. */
async function findWithCorrected(db: WalletsServices['db'], id: string) {
  const [invoice] = await findInvoices(db, [id]);
  if (invoice === undefined) return null;
  const corrected = await findInvoices(
    db,
    invoice.lines.flatMap(({ correctsId }) => correctsId ?? []),
  );
  return { invoice, numbers: new Map(corrected.map((each) => [each.id, each.number])) };
}

/** An invoice as a PDF file. The link is the only credential; every wrong link gets the same 404. */
export function invoiceRoute(
  app: FastifyInstance,
  { db, settings, now }: Pick<WalletsServices, 'db' | 'settings' | 'now'>,
): void {
  app.get(invoicePath, async (request, reply) => {
    const query = tokenQuery.safeParse(request.query);
    const id = query.success ? readInvoiceToken(settings.sealKeys, query.data.token, now()) : null;
    const found = id === null ? null : await findWithCorrected(db, id);
    if (found === null) {
      return reply.code(404).send({ error: 'This invoice does not exist, or its link has expired.' });
    }
    return reply
      .headers({
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="${found.invoice.number}.pdf"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(await writeInvoice(found.invoice, found.numbers));
  });
}
