import { notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import type { OrdersContext } from '../../context.ts';
import type { Dispute } from '../../domain/disputes/dispute.ts';
import { findOrderOfParty, type OrderOfParty } from '../order-of-party.ts';

/** A dispute, its order, and the party that the viewer is. */
export interface PartyOfDispute extends OrderOfParty {
  dispute: Dispute;
}

interface DisputeInput {
  disputeId: string;
  token?: string | null | undefined;
}

/** The dispute of the viewer as a party of it. Null for all others. */
export async function findDisputeOfParty(
  context: OrdersContext,
  { disputeId, token }: DisputeInput,
): Promise<PartyOfDispute | null> {
  const dispute = isId('dsp', disputeId) ? await context.loaders.dispute.load(disputeId) : null;
  const party = dispute && (await findOrderOfParty(context, { orderId: dispute.orderId, token }));
  return dispute && party && { ...party, dispute };
}

/** The dispute of the viewer as a party of it. NOT_FOUND for all others. */
export async function loadDisputeOfParty(context: OrdersContext, input: DisputeInput): Promise<PartyOfDispute> {
  const found = await findDisputeOfParty(context, input);
  if (found === null) throw notFound('The dispute');
  return found;
}
