import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readText } from '@soko/input';
import type { WalletsContext } from '../../context.ts';
import type { WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import { notInSuspense, type NotInSuspense } from '../../domain/wallets/refusals.ts';
import { lockSuspense } from '../../store/wallets/suspense.ts';
import { findWallet } from '../../store/wallets/wallets.ts';
import { proposeAdjustment, savedAdjustment } from './propose-adjustment.ts';

export interface ResolveSuspenseInput {
  idempotencyKey: string;
  suspenseItemId: string;
  resolution: 'WALLET' | 'WRITE_OFF';
  reason: string;
}

/**
 * Decides about money in suspense: it goes to the wallet that it was for, or is taken from it, or Soko keeps or bears it. A
 * repeat returns the first result.
 */
export async function resolveSuspense(
  context: WalletsContext,
  input: ResolveSuspenseInput,
): Promise<WalletAdjustment | NotInSuspense> {
  const { viewer, pool } = context;
  const { id: proposedBy } = requireRole(viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const reason = readText(input.reason, 'reason', { min: 10, max: 500 });
  const { suspenseItemId: aboutId, resolution } = input;
  const written = { command: 'resolveSuspense', aboutId, resolution, reason };
  const result = await once<{ id: string } | NotInSuspense>(
    pool,
    { owner: proposedBy, key, input: written },
    async (tx) => {
      const item = await lockSuspense(tx, aboutId);
      if (item === 'unknown') throw notFound('The deposit or withdrawal');
      const wallet = item && (await findWallet(tx, item.walletId));
      if (item === null || wallet === null) return notInSuspense();
      if (resolution === 'WALLET' && item.currency !== wallet.currency) {
        throw badUserInput(`The money is in ${item.currency}, which this wallet cannot take.`, 'resolution');
      }
      const kind = resolution === 'WALLET' ? 'SUSPENSE' : 'SUSPENSE_WRITE_OFF';
      const { amountMinor, currency } = item;
      const made = await proposeAdjustment(context, tx, wallet, {
        kind,
        aboutId,
        amountMinor,
        currency,
        reason,
        proposedBy,
      });
      if (!('id' in made)) throw new Error(`The ledger refused to resolve ${aboutId}: ${made.code}.`);
      return made;
    },
  );
  return savedAdjustment(context, result);
}
