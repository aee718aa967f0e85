import type { FulfilmentContext } from '../context.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Packaging } from '../domain/packaging.ts';
import { isRefusal, type Refusal } from '../domain/refusal.ts';
import { type Seen, type SeenDelivery, type SeenPackaging, sightOf, type Sighted } from '../domain/sight.ts';

/**
 * What the viewer may see of a package or a delivery, or null. Every way to a single one leads through here; `viaOrder`
 * tells that it was the order.
 */
export async function seen<Thing extends Packaging | Delivery>(
  what: Sighted,
  thing: Thing | null,
  { viewer, rights }: FulfilmentContext,
  viaOrder = false,
): Promise<Seen<Thing> | null> {
  if (thing === null) return null;
  const sellerIds = async () => (await rights()).sellerIds;
  const sight = await sightOf(what, thing, { viewer, sellerIds, viaOrder });
  return sight === 'NOTHING' ? null : { ...thing, sight };
}

/** For those whose role it is to work with them. */
export const seenByStaff = <Thing extends Packaging | Delivery>(thing: Thing): Seen<Thing> => ({
  ...thing,
  sight: 'EVERYTHING',
});

/** What a command of staff on a package came to. */
export const packagingSeen = <Refused extends Refusal>(outcome: Packaging | Refused): SeenPackaging | Refused =>
  isRefusal(outcome) ? outcome : seenByStaff<Packaging>(outcome);

/** What a command of staff on a delivery came to. */
export const deliverySeen = <Refused extends Refusal>(outcome: Delivery | Refused): SeenDelivery | Refused =>
  isRefusal(outcome) ? outcome : seenByStaff<Delivery>(outcome);
