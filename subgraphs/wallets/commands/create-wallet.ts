import { requireUser } from '@soko/auth';
import { newEvent, walletsWallet } from '@soko/events';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readName } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../context.ts';
import { walletNameTaken, type WalletNameTaken } from '../domain/refusals.ts';
import type { Wallet } from '../domain/wallet.ts';
import { addWallet } from '../store/wallets.ts';

export interface CreateWalletInput {
  idempotencyKey: string;
  name: string;
}

/** Creates a wallet that belongs to the viewer. A repeat returns the first result. */
export async function createWallet(
  { viewer, pool, loaders, trail, now }: WalletsContext,
  input: CreateWalletInput,
): Promise<Wallet | WalletNameTaken> {
  const { id: ownerId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const name = readName(input.name, 'name');
  const command = { owner: ownerId, key, input: { command: 'createWallet', name } };
  const result = await once<{ id: string } | WalletNameTaken>(pool, command, async (tx) => {
    const wallet: Wallet = { id: newId('wal'), ownerId, name, createdAt: now() };
    const created = newEvent(walletsWallet, 'created', { subject: wallet.id, sequence: 1, data: { ownerId } }, trail);
    return (await addWallet(tx, wallet, [created])) ? { id: wallet.id } : walletNameTaken(name);
  });
  if (isRefusal(result)) return result;
  const saved = await loaders.wallet.load(result.id);
  if (saved === null) throw new Error(`Wallet ${result.id} was deleted after it was created.`);
  return saved;
}
