import { badUserInput, notFound } from '@soko/errors';
import { type Envelope, fulfilmentPackaging, newEvent } from '@soko/events';
import type pg from 'pg';
import type { FulfilmentContext } from '../context.ts';
import {
  completePackaging as complete,
  failPackaging as fail,
  type Packaging,
  setPackedQuantity as setPacked,
  startPackaging as start,
} from '../domain/packaging.ts';
import { mostAtOnce, readQuantity } from '../domain/read-quantity.ts';
import { readText } from '../domain/read-text.ts';
import { isRefusal, type Refusal } from '../domain/refusal.ts';
import { lockPackaging } from '../store/find-packagings.ts';
import { savePackaging } from '../store/save-packaging.ts';
import { inTransaction } from '../store/transaction.ts';
import { closePackage, dropPackage } from './close-package.ts';
import { requireRole } from './required.ts';

/** What follows from a step, in its transaction: what it does to stock and delivery, and what it tells. */
type Consequence = (client: pg.PoolClient, after: Packaging) => Promise<Envelope[]>;

/** Load → decide → save, for the warehouse. */
async function changePackaging<Refused extends Refusal>(
  context: FulfilmentContext,
  packagingId: string,
  decide: (packaging: Packaging) => Packaging | Refused,
  consequence: Consequence,
): Promise<Packaging | Refused> {
  requireRole(context.viewer, 'WAREHOUSE');
  return inTransaction(context.pool, async (client) => {
    const before = await lockPackaging(client, packagingId);
    if (before === null) throw notFound('Packaging');
    const decided: Packaging | Refusal = decide(before);
    if (isRefusal(decided)) return decided as Refused;
    const after: Packaging = { ...decided, version: before.version + 1 };
    const events = await consequence(client, after);
    await savePackaging(client, before, after, { trail: context.trail, events });
    return after;
  });
}

/** Begins to pack. */
export const startPackaging = (context: FulfilmentContext, { packagingId }: { packagingId: string }) =>
  changePackaging(
    context,
    packagingId,
    (packaging) => start(packaging, context.now()),
    async (_, { id, orderId, version }) => [
      newEvent(fulfilmentPackaging, 'started', { subject: id, sequence: version, data: { orderId } }, context.trail),
    ],
  );

interface PackedInput {
  packagingId: string;
  lineId?: string | null | undefined;
  variantId?: string | null | undefined;
  quantity: number;
}

/** The line by its id, or the only one of its variant. */
function lineOf({ lines }: Packaging, { lineId, variantId }: PackedInput): string {
  if ((lineId == null) === (variantId == null)) throw badUserInput('Give lineId or variantId, one of them.', 'lineId');
  const found = lines.filter((line) => (lineId == null ? line.variantId === variantId : line.lineId === lineId));
  if (found.length === 1) return found[0]!.lineId;
  const [field, several] = [lineId == null ? 'variantId' : 'lineId', found.length > 1];
  throw badUserInput(several ? 'Several lines are of it: give lineId.' : 'The package has no such line.', field);
}

/** Says how many of a line are in the package. */
export function setPackedQuantity(context: FulfilmentContext, input: PackedInput) {
  const quantity = readQuantity(input.quantity, { min: 0, max: mostAtOnce }, 'quantity');
  return changePackaging(
    context,
    input.packagingId,
    (packaging) => setPacked(packaging, lineOf(packaging, input), quantity),
    async () => [],
  );
}

/** Closes the package with what is in it; with nothing in it, packaging has failed. */
export const completePackaging = (context: FulfilmentContext, { packagingId }: { packagingId: string }) =>
  changePackaging(
    context,
    packagingId,
    (packaging) => complete(packaging, context.now()),
    (client, after) =>
      after.status === 'FAILED' ? dropPackage(context, client, after) : closePackage(context, client, after),
  );

/** Gives up on a package. */
export function failPackaging(context: FulfilmentContext, input: { packagingId: string; reason: string }) {
  const reason = readText(input.reason, { min: 3, max: 500 }, 'reason');
  return changePackaging(
    context,
    input.packagingId,
    (packaging) => fail(packaging, reason, context.now()),
    (client, after) => dropPackage(context, client, after),
  );
}
