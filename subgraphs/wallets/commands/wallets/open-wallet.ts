import { requireUser } from '@soko/auth';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { readName, readOptional } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { readCurrency } from '../../domain/wallets/read-currency.ts';
import {
  tooManyWallets,
  type TooManyWallets,
  walletNameTaken,
  type WalletNameTaken,
} from '../../domain/wallets/refusals.ts';
import { maxWalletsPerCurrency, type Wallet } from '../../domain/wallets/wallet.ts';
import { lockOwner } from '../../store/wallets/lock-owner.ts';
import { addWallet, countWallets, openMainWallet } from '../../store/wallets/wallets.ts';

export interface OpenWalletInput {
  idempotencyKey: string;
  currency: string;
  name?: string | null | undefined;
}

type Refusal = WalletNameTaken | TooManyWallets;

async function openPot(
  tx: pg.PoolClient,
  pot: { ownerId: string; currency: string; name: string },
  { trail }: WalletsContext,
): Promise<Wallet | Refusal> {
  await lockOwner(tx, pot.ownerId);
  if ((await countWallets(tx, pot.ownerId, pot.currency)) >= maxWalletsPerCurrency) {
    return tooManyWallets(maxWalletsPerCurrency);
  }
  return (await addWallet(tx, pot, trail)) ?? walletNameTaken(pot.name);
}

/** Opens a wallet of the viewer. A repeat returns the first result. */
export async function openWallet(context: WalletsContext, input: OpenWalletInput): Promise<Wallet | Refusal> {
  const { viewer, pool, loaders, trail } = context;
  const { id: ownerId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const currency = readCurrency(input.currency);
  const name = readOptional(readName, input.name, 'name', { max: 50 });
  const command = { owner: ownerId, key, input: { command: 'openWallet', currency, name } };
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    const opened =
      name === null
        ? await openMainWallet(tx, { ownerId, currency }, trail)
        : await openPot(tx, { ownerId, currency, name }, context);
    return isRefusal(opened) ? opened : { id: opened.id };
  });
  return isRefusal(result) ? result : (await loaders.wallet.load(result.id))!;
}
