import type { OrdersContext } from '../../context.ts';
import type { Dispute } from '../../domain/disputes/dispute.ts';

/** The dispute as it is saved. */
export async function loadSaved({ loaders }: Pick<OrdersContext, 'loaders'>, id: string): Promise<Dispute> {
  return (await loaders.dispute.clear(id).load(id))!;
}
