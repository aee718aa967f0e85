import { logIn } from '../commands/log-in.ts';
import { signUp } from '../commands/sign-up.ts';
import { verifyOtp } from '../commands/verify-otp.ts';
import type { MutationResolvers } from '../generated/graphql.ts';
import { answer } from './answer.ts';

export const logInMutations: MutationResolvers = {
  signUp: async (_, { input }, context) => answer('OtpChallenge', await signUp(context, input)),
  logIn: async (_, { input }, context) => answer('Session', await logIn(context, input)),
  verifyOtp: async (_, { input }, context) => answer('Session', await verifyOtp(context, input)),
};
