import { hasRole, userIdOf } from '@soko/auth';
import { toGraphMoney } from '@soko/money';
import type { WalletsContext } from '../context.ts';
import { maySeeCash } from '../domain/cash/may-see.ts';
import { maskPhone } from '../domain/cash/read-amount.ts';
import { payoutMinor, type Withdrawal } from '../domain/cash/withdrawal.ts';
import type { WithdrawalChangeResolvers, WithdrawalResolvers, WithdrawalStatus } from '../generated/graphql.ts';

/** The withdrawal, or null when it does not exist or the viewer may not see it. */
export async function visibleWithdrawal({ viewer, loaders }: WalletsContext, id: string): Promise<Withdrawal | null> {
  const found = await loaders.withdrawal.load(id);
  return found !== null && maySeeCash(viewer, found) ? found : null;
}

const money = (amountMinor: bigint, { currency }: Withdrawal) => toGraphMoney({ amountMinor, currency });

export const withdrawal: WithdrawalResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: WalletsContext) => visibleWithdrawal(context, id),
  wallet: async ({ walletId }, _, { loaders }) => (await loaders.wallet.load(walletId))!,
  amount: (it) => money(it.amountMinor, it),
  withholding: (it) => money(it.withholdingMinor, it),
  payout: (it) => money(payoutMinor(it), it),
  maskedPhone: ({ phone }) => phone && maskPhone(phone),
  challenge({ ownerId, status, challengeId, codeSentTo, codeExpiresAt }, _, { viewer }) {
    if (status !== 'REQUESTED' || challengeId === null || userIdOf(viewer) !== ownerId) return null;
    return { challengeId, maskedTo: codeSentTo ?? '', expiresAt: codeExpiresAt ?? new Date(0) };
  },
  history: ({ id }, _, { loaders }) => loaders.withdrawalHistory.load(id),
};

export const withdrawalChange: WithdrawalChangeResolvers = {
  from: ({ from }) => from as WithdrawalStatus | null,
  to: ({ to }) => to as WithdrawalStatus,
  by: ({ byId }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? byId : null),
  reason: ({ reason }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? reason : null),
};
