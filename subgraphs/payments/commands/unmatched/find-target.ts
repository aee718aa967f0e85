import { badUserInput, notFound } from '@soko/errors';
import type { PaymentsContext } from '../../context.ts';
import { endedPayout, outcomeOf, type Resolution } from '../../domain/unmatched.ts';
import { findCollection } from '../../store/collections.ts';
import { findDisbursement } from '../../store/disbursements.ts';
import type { KeptFunds } from '../../store/unmatched-funds.ts';

/** Where the money goes, or whose payout ends. All null when it goes to nobody. */
export interface Target {
  walletId: string | null;
  depositId: string | null;
  ownerId: string | null;
  /** Currency that it takes. Null for any. */
  currency: string | null;
}

const nobody: Target = { walletId: null, depositId: null, ownerId: null, currency: null };

export interface WrittenTarget {
  resolution: Resolution;
  walletId?: string | null | undefined;
  depositId?: string | null | undefined;
}

function requireOnly({ resolution, walletId, depositId }: WrittenTarget): void {
  const given = { walletId: walletId ?? null, depositId: depositId ?? null };
  const wanted = { WALLET: 'walletId', DEPOSIT: 'depositId' } as Partial<Record<Resolution, keyof typeof given>>;
  for (const field of ['walletId', 'depositId'] as const) {
    const isWanted = wanted[resolution] === field;
    if (isWanted && given[field] === null) {
      throw badUserInput(`\`${field}\` is required for the resolution ${resolution}.`, field);
    }
    if (!isWanted && given[field] !== null) {
      throw badUserInput(`\`${field}\` must be omitted for the resolution ${resolution}.`, field);
    }
  }
}

/** The wallet or the deposit that gets the money, or the payee of the payout. Throws NOT_FOUND when there is none. */
export async function findTarget(
  { db, wallets, trail }: PaymentsContext,
  { kind, aboutId }: Pick<KeptFunds, 'kind' | 'aboutId'>,
  input: WrittenTarget,
): Promise<Target> {
  requireOnly(input);
  const { resolution, walletId = null, depositId = null } = input;
  if (resolution === 'WALLET') {
    const found = await wallets.findOwner(walletId!, trail.correlationId);
    if (found === null) throw notFound('The wallet');
    return { ...nobody, walletId, ...found };
  }
  if (resolution === 'DEPOSIT') {
    const found = await findCollection(db, { reference: depositId! });
    if (found === null || found.purpose !== 'DEPOSIT') throw notFound('The deposit');
    if (found.provider !== 'mpesa') throw badUserInput('The deposit must be one by M-Pesa.', 'depositId');
    return { ...nobody, depositId, ownerId: found.userId, currency: found.currency };
  }
  const isOfPayee = kind === endedPayout || outcomeOf({ resolution }) !== null;
  if (!isOfPayee || aboutId === null) return nobody;
  const payout = await findDisbursement(db, { id: aboutId });
  return { ...nobody, ownerId: payout?.userId ?? null };
}
