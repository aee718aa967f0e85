import { answer } from '@soko/subgraph';
import { confirmDeposit } from '../commands/cash/confirm-deposit.ts';
import { confirmWithdrawal } from '../commands/cash/confirm-withdrawal.ts';
import { completeWithdrawal, failWithdrawal } from '../commands/cash/decide-withdrawal.ts';
import { notifyOfLimit } from '../commands/gaming/notify-of-limit.ts';
import { deposit } from '../commands/cash/deposit.ts';
import { requestWithdrawal } from '../commands/cash/request-withdrawal.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const cashMutations = {
  deposit: async (_, { input }, context) =>
    answer('Deposit', await notifyOfLimit(context, await deposit(context, input))),
  confirmDeposit: async (_, { input }, context) => ({
    ...(await confirmDeposit(context, input.depositId)),
    __typename: 'Deposit',
  }),
  requestWithdrawal: async (_, { input }, context) => answer('Withdrawal', await requestWithdrawal(context, input)),
  confirmWithdrawal: async (_, { input }, context) => answer('Withdrawal', await confirmWithdrawal(context, input)),
  completeWithdrawal: async (_, { input }, context) => answer('Withdrawal', await completeWithdrawal(context, input)),
  failWithdrawal: async (_, { input }, context) => answer('Withdrawal', await failWithdrawal(context, input)),
} satisfies MutationResolvers;
