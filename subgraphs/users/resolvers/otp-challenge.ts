import { maskDestination } from '../domain/mask.ts';
import type { OtpChallengeResolvers } from '../generated/graphql.ts';

export const otpChallenge: OtpChallengeResolvers = {
  maskedTo: ({ sentTo }) => maskDestination(sentTo),
};
