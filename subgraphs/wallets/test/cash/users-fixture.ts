import { type Fixture, startFixture } from '@soko/testing';
import type {
  WalletsChallengeUserVariables,
  WalletsVerifyUserChallengeVariables,
} from '../../generated/peers/users.ts';

/** The code of every challenge. */
export const rightCode = '123456';

/** Users who send one code for each reference, and accept it again until its attempts are used up. */
export function startUsers(): Fixture {
  const challenges = new Map<string, { userId: string; triesLeft: number }>();
  return startFixture('users', {
    Mutation: {
      challengeUser(_, { input: { userId, reference } }: WalletsChallengeUserVariables) {
        const id = `otp_${reference}`;
        if (!challenges.has(id)) challenges.set(id, { userId, triesLeft: 5 });
        const expiresAt = new Date(Date.now() + 600_000);
        return {
          __typename: 'OtpChallenge',
          id,
          channel: 'EMAIL',
          purpose: 'WITHDRAW',
          maskedTo: 'a•••@example.com',
          expiresAt,
        };
      },
      verifyUserChallenge(_, { input }: WalletsVerifyUserChallengeVariables) {
        const challenge = challenges.get(input.challengeId);
        if (challenge?.userId !== input.userId) throw new Error('Another user’s challenge.');
        if (challenge.triesLeft === 0) {
          return { __typename: 'CodeExpired', code: 'CODE_EXPIRED', message: 'Expired.' };
        }
        if (input.code === rightCode) {
          return {
            __typename: 'VerifiedChallenge',
            id: input.challengeId,
            purpose: 'WITHDRAW',
            verifiedAt: new Date(),
          };
        }
        challenge.triesLeft -= 1;
        const { triesLeft } = challenge;
        return { __typename: 'WrongCode', code: 'WRONG_CODE', message: 'Wrong.', triesLeft };
      },
    },
  });
}
