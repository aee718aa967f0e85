import { serviceIdentity } from '@soko/auth';
import { rateLimited } from '@soko/errors';
import { createPeer, PeerFailed, type SubgraphTransport } from '@soko/subgraph';
import { type KeyCodeRefusal, walletKeyCodeExpired, walletKeyCodeWrong } from '../domain/refusals.ts';
import { chainChallengeUser, chainVerifyUserChallenge } from '../generated/peers/users.ts';

/** A one-time code that was sent. */
export interface SentCode {
  challengeId: string;
  maskedTo: string;
  expiresAt: Date;
}

/** One-time codes for the keys of custodial wallets, which users sends and checks. */
export interface KeyCodes {
  /**
   * Sends a code for the key of a wallet. A repeat sends no second one while the first waits. Null when the account is
   * suspended. Throws RATE_LIMITED.
   */
  send(wanted: { userId: string; walletId: string }, correlationId: string): Promise<SentCode | null>;
  /** Null when the code is right. It stays right until it expires: the request for the key is what is used up. */
  verify(
    attempt: { userId: string; challengeId: string; code: string },
    correlationId: string,
  ): Promise<KeyCodeRefusal | null>;
}

const purpose = 'KEY_EXPORT' as const;

/** Time after which users sends another code, in seconds. */
const resendS = 60;

const failedBy = (error: unknown, code: string): boolean => error instanceof PeerFailed && error.code === code;

export function createKeyCodes(transport: SubgraphTransport): KeyCodes {
  const ask = createPeer('users', transport);
  const as = (correlationId: string) => serviceIdentity('chain', correlationId);
  return {
    async send({ userId, walletId: reference }, correlationId) {
      try {
        const input = { userId, purpose, reference };
        const { challengeUser: sent } = await ask(chainChallengeUser, { input }, as(correlationId));
        if (sent.__typename !== 'OtpChallenge') return null;
        return { challengeId: sent.id, maskedTo: sent.maskedTo, expiresAt: new Date(sent.expiresAt) };
      } catch (error) {
        if (!failedBy(error, 'RATE_LIMITED')) throw error;
        throw Object.assign(rateLimited(resendS, 'A code was sent a moment ago.'), { cause: error });
      }
    },
    async verify(attempt, correlationId) {
      try {
        const input = { ...attempt, purpose };
        const { verifyUserChallenge: seen } = await ask(chainVerifyUserChallenge, { input }, as(correlationId));
        if (seen.__typename === 'VerifiedChallenge') return null;
        return seen.__typename === 'WrongCode' ? walletKeyCodeWrong(seen.triesLeft) : walletKeyCodeExpired();
      } catch (error) {
        // Users deletes challenges some time after they have expired.
        if (failedBy(error, 'NOT_FOUND')) return walletKeyCodeExpired();
        throw error;
      }
    },
  };
}
