import { type Fixture, startFixture } from '@soko/testing';
import type { SellerMethod } from '../../domain/payouts/seller-method.ts';
import type {
  WalletsChallengeUserVariables,
  WalletsSellerPayoutMethodsVariables,
  WalletsVerifyUserChallengeVariables,
} from '../../generated/peers/users.ts';

/** The code of every challenge. */
export const rightCode = '123456';

export interface UsersFixture extends Fixture {
  /** Where sellers are paid. */
  sellers: Map<string, SellerMethod>;
}

/**
 * Users who send one code for each reference, and accept it again until five wrong ones were tried. Those lock it, or end one
 * that was verified before.
 */
export function startUsers(): UsersFixture {
  const challenges = new Map<string, { userId: string; triesLeft: number; isVerified: boolean }>();
  const sellers = new Map<string, SellerMethod>();
  const fixture = startFixture('users', {
    Query: {
      sellerPayoutMethods: (_, { sellerIds }: WalletsSellerPayoutMethodsVariables) =>
        sellerIds.flatMap((id) => {
          const found = sellers.get(id);
          if (found === undefined) return [];
          const { method, ...seller } = found;
          return [{ ...seller, kind: null, masked: null, sealed: null, ...method }];
        }),
    },
    Mutation: {
      challengeUser(_, { input: { userId, reference } }: WalletsChallengeUserVariables) {
        const id = `otp_${reference}`;
        if (!challenges.has(id)) challenges.set(id, { userId, triesLeft: 5, isVerified: false });
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
          return challenge.isVerified
            ? { __typename: 'CodeExpired', code: 'CODE_EXPIRED', message: 'Expired.' }
            : { __typename: 'CodeLocked', code: 'CODE_LOCKED', message: 'Locked.' };
        }
        if (input.code === rightCode) {
          challenge.isVerified = true;
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
  return { ...fixture, sellers };
}
