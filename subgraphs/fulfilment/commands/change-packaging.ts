import type { Envelope } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import { isRefusal, type SellerNotActive } from '@soko/refusals';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import type { Packaging } from '../domain/packaging.ts';
import type { PackedTooMany, WrongPackagingStatus } from '../domain/refusals.ts';
import { lockPackaging } from '../store/find-packagings.ts';
import { savePackaging } from '../store/save-packaging.ts';
import { forbidsHandling, requireHandler, requireOwn } from './require-handler.ts';

/** Load → decide → save, for the warehouse and stores that fulfil their orders. `effectsOf` works in the transaction of the step and returns its events. */
export async function changePackaging<Refused extends WrongPackagingStatus | PackedTooMany>(
  context: FulfilmentContext,
  packagingId: string,
  decide: (packaging: Packaging) => Packaging | Refused,
  effectsOf: (after: Packaging, client: pg.PoolClient) => Envelope[] | Promise<Envelope[]>,
): Promise<Packaging | Refused | SellerNotActive> {
  requireHandler(context, 'WAREHOUSE');
  return inTransaction(context.pool, async (client) => {
    const before = requireOwn(context, await lockPackaging(client, packagingId), 'The package');
    const forbidden = await forbidsHandling(context, client, before);
    if (forbidden) return forbidden;
    const decided = decide(before);
    if (isRefusal(decided)) return decided;
    const after: Packaging = { ...(decided as Packaging), version: before.version + 1 };
    const events = await effectsOf(after, client);
    await savePackaging(client, before, after, { trail: context.trail, events });
    return after;
  });
}
