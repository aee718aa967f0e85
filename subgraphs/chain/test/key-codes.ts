import { type Fixture, startFixture } from '@soko/testing';
import type { ChainChallengeUserVariables, ChainVerifyUserChallengeVariables } from '../generated/peers/users.ts';

/** The code of every challenge. */
export const rightCode = '123456';

export const wrongCode = '654321';

export interface KeyCodesFixture extends Fixture {
  /** Number of codes that were sent. */
  sent(): number;
  /** Lets all codes expire. */
  expireAll(): void;
  suspend(userId: string): void;
}

interface Challenge {
  userId: string;
  reference: string;
  triesLeft: number;
  status: 'PENDING' | 'VERIFIED' | 'EXPIRED';
}

const refuse = (type: 'CodeExpired' | 'CodeLocked') => ({ __typename: type, code: 'REFUSED', message: 'Refused.' });

/**
 * Users who send one code while it can be used, and accept a right one again until it expires. Five wrong ones end it, before and
 * after it was right.
 */
export function startKeyCodes(): KeyCodesFixture {
  const challenges = new Map<string, Challenge>();
  const suspended = new Set<string>();
  const fixture = startFixture('users', {
    Mutation: {
      challengeUser(_, { input: { userId, reference, purpose } }: ChainChallengeUserVariables) {
        if (purpose !== 'KEY_EXPORT' || reference == null) throw new Error('Not a code for a key.');
        if (suspended.has(userId)) return { __typename: 'AccountSuspended', code: 'ACCOUNT_SUSPENDED', message: 'No.' };
        const waiting = [...challenges].find(
          ([, each]) =>
            each.userId === userId && each.reference === reference && each.status === 'PENDING' && each.triesLeft > 0,
        );
        const id = waiting?.[0] ?? `otp_${challenges.size + 1}`;
        if (waiting === undefined) challenges.set(id, { userId, reference, triesLeft: 5, status: 'PENDING' });
        const expiresAt = new Date(Date.now() + 600_000);
        return { __typename: 'OtpChallenge', id, channel: 'EMAIL', purpose, maskedTo: 'a•••@example.com', expiresAt };
      },
      verifyUserChallenge(_, { input }: ChainVerifyUserChallengeVariables) {
        const challenge = challenges.get(input.challengeId);
        if (challenge?.userId !== input.userId || input.purpose !== 'KEY_EXPORT')
          throw new Error('Another’s challenge.');
        if (suspended.has(input.userId) || challenge.status === 'EXPIRED') return refuse('CodeExpired');
        if (challenge.triesLeft === 0) return refuse(challenge.status === 'VERIFIED' ? 'CodeExpired' : 'CodeLocked');
        if (input.code === rightCode) {
          challenge.status = 'VERIFIED';
          const { challengeId: id, purpose } = input;
          return { __typename: 'VerifiedChallenge', id, purpose, verifiedAt: new Date() };
        }
        challenge.triesLeft -= 1;
        const { triesLeft } = challenge;
        return { __typename: 'WrongCode', code: 'WRONG_CODE', message: 'Wrong.', triesLeft };
      },
    },
  });
  return {
    ...fixture,
    sent: () => challenges.size,
    expireAll: () => {
      for (const challenge of challenges.values()) challenge.status = 'EXPIRED';
    },
    suspend: (userId) => suspended.add(userId),
  };
}
