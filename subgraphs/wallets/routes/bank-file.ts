import { unseal } from '@soko/seal';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bankFileSealPurpose } from '../commands/payouts/bank-file.ts';
import type { WalletsServices, WalletsSettings } from '../services.ts';
import { bankFilePath, readBankFileToken } from '../store/payouts/bank-file-link.ts';
import { findSealedFile } from '../store/payouts/bank-files.ts';

const tokenQuery = z.object({ token: z.string() });

/** A file for the bank, as XML. The link is the only credential; every wrong link gets the same 404. */
export function bankFileRoute(
  app: FastifyInstance,
  { pool, settings, now }: Pick<WalletsServices, 'pool' | 'now'> & { settings: Pick<WalletsSettings, 'sealKeys'> },
): void {
  app.get(bankFilePath, async (request, reply) => {
    const query = tokenQuery.safeParse(request.query);
    const id = query.success ? readBankFileToken(settings.sealKeys, query.data.token, now()) : null;
    const file = id === null ? null : await findSealedFile(pool, id);
    if (file === null) return reply.code(404).send({ error: 'This file does not exist, or its link has expired.' });
    const day = file.createdAt.toISOString().slice(0, 10);
    return reply
      .headers({
        'content-type': 'application/xml; charset=utf-8',
        'content-disposition': `attachment; filename="payouts-${day}-${id!.slice(-12)}.xml"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(unseal(settings.sealKeys, bankFileSealPurpose, file.sealed));
  });
}
