import { answer } from '@soko/subgraph';
import { logIn } from '../commands/log-in.ts';
import { logOut } from '../commands/log-out.ts';
import { refreshSession } from '../commands/refresh-session.ts';
import { requestOtp } from '../commands/request-otp.ts';
import { requestPasswordReset } from '../commands/request-password-reset.ts';
import { resendOtp } from '../commands/resend-otp.ts';
import { resetPassword } from '../commands/reset-password.ts';
import { revokeSession } from '../commands/revoke-session.ts';
import { signUp } from '../commands/sign-up.ts';
import { verifyOtp } from '../commands/verify-otp.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** Mutations of accounts, sessions and one-time codes. */
export const logInMutations: MutationResolvers = {
  signUp: async (_, { input }, context) => answer('OtpChallenge', await signUp(context, input)),
  logIn: async (_, { input }, context) => answer('Session', await logIn(context, input)),
  refreshSession: async (_, { input }, context) => answer('Session', await refreshSession(context, input)),
  logOut: async (_, { input }, context) => answer('LoggedOut', await logOut(context, input)),
  revokeSession: async (_, { input }, context) => answer('ActiveSession', await revokeSession(context, input)),
  requestOtp: async (_, { input }, context) => answer('OtpChallenge', await requestOtp(context, input)),
  resendOtp: async (_, { input }, context) => answer('OtpChallenge', await resendOtp(context, input)),
  verifyOtp: async (_, { input }, context) => answer('Session', await verifyOtp(context, input)),
  requestPasswordReset: async (_, { input }, context) =>
    answer('OtpChallenge', await requestPasswordReset(context, input)),
  resetPassword: async (_, { input }, context) => answer('PasswordChanged', await resetPassword(context, input)),
};
