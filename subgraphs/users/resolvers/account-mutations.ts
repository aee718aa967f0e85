import { answer } from '@soko/subgraph';
import { changePassword } from '../commands/change-password.ts';
import { confirmEmailChange } from '../commands/confirm-email-change.ts';
import { eraseAccount } from '../commands/erase-account.ts';
import { requestDataExport } from '../commands/request-data-export.ts';
import { requestEmailChange } from '../commands/request-email-change.ts';
import { setTwoStepLogIn } from '../commands/set-two-step-log-in.ts';
import { updateProfile } from '../commands/update-profile.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** Mutations of the viewer's own account. */
export const accountMutations: MutationResolvers = {
  changePassword: async (_, { input }, context) => answer('PasswordChanged', await changePassword(context, input)),
  requestEmailChange: async (_, { input }, context) => answer('OtpChallenge', await requestEmailChange(context, input)),
  confirmEmailChange: async (_, { input }, context) => answer('User', await confirmEmailChange(context, input)),
  setTwoStepLogIn: async (_, { input }, context) => answer('User', await setTwoStepLogIn(context, input)),
  updateProfile: async (_, { input }, context) => answer('User', await updateProfile(context, input)),
  requestDataExport: async (_, __, context) => answer('DataExport', await requestDataExport(context)),
  eraseAccount: async (_, { input }, context) => answer('AccountErased', await eraseAccount(context, input)),
};
