import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { WalletsContext } from '../../context.ts';
import type { Deposit } from '../../domain/cash/deposit.ts';
import { followDeposit } from './follow-deposit.ts';

/** Reads the outcome of a deposit of the viewer from its provider. */
export async function confirmDeposit(context: WalletsContext, depositId: string): Promise<Deposit> {
  const { viewer, loaders, cash, trail } = context;
  const { id: userId } = requireUser(viewer);
  const deposit = await loaders.deposit.load(depositId);
  if (deposit === null || deposit.ownerId !== userId) throw notFound('The deposit');
  if (deposit.status === 'COMPLETED') return deposit;
  const fact = await cash.payments.refreshCollection(depositId, trail.correlationId);
  // Payments may not have heard of it yet; only the job decides that it never will.
  if (fact.kind === 'unknown') return deposit;
  return (await followDeposit(context, depositId, fact, trail)) ?? deposit;
}
