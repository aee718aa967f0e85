import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readPositiveMoney, readText, type WrittenMoney } from '@soko/input';
import { formatMinor } from '@soko/money';
import type { WalletsContext } from '../../context.ts';
import type { WalletAdjustment } from '../../domain/wallets/adjustment.ts';
import type { DebtTooSmall } from '../../domain/wallets/refusals.ts';
import { requireWallet } from './own-wallet.ts';
import type { NotCovered } from './post-adjustment.ts';
import { proposeAdjustment, savedAdjustment } from './propose-adjustment.ts';

export interface AdjustWalletInput {
  idempotencyKey: string;
  walletId: string;
  direction: 'CREDIT' | 'DEBIT';
  amount: WrittenMoney;
  reason: string;
}

type Kind = 'GOODWILL' | 'DEBT_WRITE_OFF';

async function adjust(context: WalletsContext, kind: Kind, input: AdjustWalletInput) {
  const { viewer, pool } = context;
  const { id: proposedBy } = requireRole(viewer, 'ADMIN');
  const key = readIdempotencyKey(input.idempotencyKey);
  const { amountMinor: size, currency } = readPositiveMoney(input.amount, 'amount.amount');
  const reason = readText(input.reason, 'reason', { min: 10, max: 500 });
  const wallet = await requireWallet(context, input.walletId);
  if (currency !== wallet.currency) {
    throw badUserInput(`The currency must be ${wallet.currency}, that of the wallet.`, 'amount.currency');
  }
  const amountMinor = input.direction === 'CREDIT' ? size : -size;
  const command = kind === 'GOODWILL' ? 'adjustWallet' : 'writeOffDebt';
  const written = { command, walletId: wallet.id, amount: formatMinor(amountMinor, currency), reason };
  const wanted = { kind, aboutId: null, amountMinor, currency, reason, proposedBy };
  const result = await once<{ id: string } | NotCovered | DebtTooSmall>(
    pool,
    { owner: proposedBy, key, input: written },
    (tx) => proposeAdjustment(context, tx, wallet, wanted),
  );
  return savedAdjustment(context, result);
}

/** Adjusts a wallet, or proposes it to another administrator. A repeat returns the first result. */
export const adjustWallet = (context: WalletsContext, input: AdjustWalletInput) =>
  adjust(context, 'GOODWILL', input) as Promise<WalletAdjustment | NotCovered>;

/** Writes off what the owner of a wallet owes, or proposes it to another administrator. A repeat returns the first result. */
export const writeOffDebt = (context: WalletsContext, input: Omit<AdjustWalletInput, 'direction'>) =>
  adjust(context, 'DEBT_WRITE_OFF', { ...input, direction: 'CREDIT' }) as Promise<WalletAdjustment | DebtTooSmall>;
