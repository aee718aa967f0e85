import { userIdOf } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { WalletsContext } from '../context.ts';
import type { Deposit } from '../domain/cash/deposit.ts';
import { maySeeCash } from '../domain/cash/may-see.ts';
import type { DepositResolvers } from '../generated/graphql.ts';

/** The deposit, or null when it does not exist or the viewer may not see it. */
export async function visibleDeposit({ viewer, loaders }: WalletsContext, id: string): Promise<Deposit | null> {
  const found = await loaders.deposit.load(id);
  return found !== null && maySeeCash(viewer, found) ? found : null;
}

const money = (amountMinor: bigint, { currency }: Deposit) => toGraphMoney({ amountMinor, currency });

/** Money that moved at the provider. */
const moved = (amountMinor: bigint, { currency, receivedIn }: Deposit) =>
  toGraphMoney({ amountMinor, currency: receivedIn ?? currency });

export const deposit: DepositResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: WalletsContext) => visibleDeposit(context, id),
  wallet: async ({ walletId }, _, { loaders }) => (await loaders.wallet.load(walletId))!,
  amount: (it) => money(it.amountMinor, it),
  excise: (it) => money(it.exciseMinor, it),
  credited: (it) => money(it.amountMinor - it.exciseMinor, it),
  received: (it) => (it.receivedMinor === null ? null : moved(it.correctedMinor ?? it.receivedMinor, it)),
  returned: (it) => (it.returnedMinor === 0n ? null : moved(it.returnedMinor, it)),
  action({ ownerId, clientSecret, actionUrl: url }, _, { viewer }) {
    const isOpen = clientSecret !== null || url !== null;
    return isOpen && userIdOf(viewer) === ownerId ? { clientSecret, url } : null;
  },
};
