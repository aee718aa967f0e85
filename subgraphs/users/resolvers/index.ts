import type { Resolvers } from '../generated/graphql.ts';
import { logInMutations } from './log-in-mutations.ts';
import { otpChallenge } from './otp-challenge.ts';
import { query } from './query.ts';
import { user } from './user.ts';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: { ...logInMutations },
  User: user,
  OtpChallenge: otpChallenge,
};
