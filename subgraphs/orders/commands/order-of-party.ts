import { userIdOf } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { OrdersContext } from '../context.ts';
import { type OpenedOrder, type PartyOfOrder, partyOf, type Relation, relationsTo } from '../domain/may-see.ts';

/** An order, and the party of it that the viewer is. */
export interface OrderOfParty {
  order: OpenedOrder;
  relations: ReadonlySet<Relation>;
  side: PartyOfOrder;
}

interface OrderInput {
  orderId: string;
  token?: string | null | undefined;
}

/** The order of the viewer as its buyer, its seller or support. Null for all others. */
export async function findOrderOfParty(
  context: OrdersContext,
  { orderId, token }: OrderInput,
): Promise<OrderOfParty | null> {
  const found = await context.loaders.order.load(orderId);
  if (found === null) return null;
  const { checkoutId: id, tokenHash } = found;
  const order = { ...found, isOpened: context.opens({ id, tokenHash }, token) };
  const relations = relationsTo(context.viewer, order, await context.sellerIds());
  const side = partyOf(relations);
  return side === null ? null : { order, relations, side };
}

/** The order of the viewer as its buyer, its seller or support. NOT_FOUND for all others. */
export async function loadOrderOfParty(context: OrdersContext, input: OrderInput): Promise<OrderOfParty> {
  const found = await findOrderOfParty(context, input);
  if (found === null) throw notFound('The order');
  return found;
}

/** The owner of idempotency keys and pictures of a case: the person, or the checkout of a guest. */
export const ownerOf = (
  { viewer }: Pick<OrdersContext, 'viewer'>,
  { checkoutId }: Pick<OpenedOrder, 'checkoutId'>,
): string => userIdOf(viewer) ?? checkoutId;
