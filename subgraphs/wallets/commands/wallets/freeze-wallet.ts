import { requireRole } from '@soko/auth';
import { forbidden } from '@soko/errors';
import { newEvent, walletsWallet } from '@soko/events';
import { readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { WalletsContext } from '../../context.ts';
import { accountOfWallet, type Wallet } from '../../domain/wallets/wallet.ts';
import { setFrozen } from '../../ledger/index.ts';
import { changeStatus } from '../../store/wallets/wallet-changes.ts';
import { requireWallet } from './own-wallet.ts';

export interface FreezeWalletInput {
  walletId: string;
  reason: string;
}

/** Sets the status of a wallet and of its account together. A repeat changes nothing. */
async function setStatus(
  context: WalletsContext,
  input: FreezeWalletInput,
  { status, kind, event }: { status: Wallet['status']; kind: 'FROZEN' | 'UNFROZEN'; event: 'frozen' | 'unfrozen' },
): Promise<Wallet> {
  const { viewer, pool, loaders, trail, now } = context;
  const { id: by } = requireRole(viewer, 'SUPPORT');
  const reason = readText(input.reason, 'reason', { min: 3, max: 500 });
  const wallet = await requireWallet(context, input.walletId);
  if (status === 'OPEN' && wallet.ownerId === by)
    throw forbidden('Another member of support must unfreeze your own wallet.');
  await inTransaction(pool, async (tx) => {
    if (!(await changeStatus(tx, wallet.id, status, { kind, reason, by, at: now() }))) return;
    const version = await setFrozen(tx, accountOfWallet(wallet), status === 'FROZEN');
    if (version === null) throw new Error(`The account of ${wallet.id} has not the status of its wallet.`);
    const data = { ownerId: wallet.ownerId, currency: wallet.currency };
    await tell(tx, [newEvent(walletsWallet, event, { subject: wallet.id, sequence: version, data }, trail)]);
  });
  return (await loaders.wallet.clear(wallet.id).load(wallet.id))!;
}

/** Freezes a wallet: it takes money and pays none. */
export const freezeWallet = (context: WalletsContext, input: FreezeWalletInput): Promise<Wallet> =>
  setStatus(context, input, { status: 'FROZEN', kind: 'FROZEN', event: 'frozen' });

/** Lets a frozen wallet pay again. */
export const unfreezeWallet = (context: WalletsContext, input: FreezeWalletInput): Promise<Wallet> =>
  setStatus(context, input, { status: 'OPEN', kind: 'UNFROZEN', event: 'unfrozen' });
