import { requireService } from '@soko/auth';
import { answer } from '@soko/subgraph';
import { challengeUser } from '../commands/challenge-user.ts';
import { verifyUserChallenge } from '../commands/verify-user-challenge.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

/** One-time codes that other services ask for. */
export const userChallengeMutations: MutationResolvers = {
  async challengeUser(_, { input }, context) {
    requireService(context.viewer);
    return answer('OtpChallenge', await challengeUser(context, input));
  },
  async verifyUserChallenge(_, { input }, context) {
    requireService(context.viewer);
    return answer('VerifiedChallenge', await verifyUserChallenge(context, input));
  },
};
