import { serviceIdentity } from '@soko/auth';
import { rateLimited } from '@soko/errors';
import { createPeer, PeerFailed, type SubgraphTransport } from '@soko/subgraph';
import { type CodeRefusal, withdrawalCodeExpired, withdrawalCodeWrong } from '../domain/cash/refusals.ts';
import type { SellerMethod } from '../domain/payouts/seller-method.ts';
import {
  walletsChallengeUser,
  walletsSellerPayoutMethods,
  walletsVerifyUserChallenge,
} from '../generated/peers/users.ts';

/** A one-time code that was sent. */
export interface SentCode {
  challengeId: string;
  codeSentTo: string;
  codeExpiresAt: Date;
}

/** Why a code does not confirm. */
export interface CodeRefused {
  refusal: CodeRefusal;
  /** The code was right for another request, which has used up its attempts. Never true of a code that was locked. */
  mayBeUsed: boolean;
}

/** One-time codes of users, and where sellers are paid. */
export interface UsersPeer {
  /** Where sellers are paid, by seller. Those that do not exist are left out. */
  payoutMethods(sellerIds: readonly string[], correlationId: string): Promise<Map<string, SellerMethod>>;
  /**
   * Sends a code that confirms a withdrawal. A repeat with the same reference sends no second one. Null when the account is
   * suspended. Throws RATE_LIMITED.
   */
  sendCode(wanted: { userId: string; reference: string }, correlationId: string): Promise<SentCode | null>;
  /** Null when the code is right. It stays right until it expires, so a repeat has the same result. */
  verifyCode(
    attempt: { userId: string; challengeId: string; code: string },
    correlationId: string,
  ): Promise<CodeRefused | null>;
}

/** Time after which users sends another code, in seconds. */
const resendS = 60;

export function createUsersPeer(transport: SubgraphTransport): UsersPeer {
  const ask = createPeer('users', transport);
  const as = (correlationId: string) => serviceIdentity('wallets', correlationId);
  return {
    async payoutMethods(sellerIds, correlationId) {
      if (sellerIds.length === 0) return new Map();
      const variables = { sellerIds: [...sellerIds] };
      const { sellerPayoutMethods } = await ask(walletsSellerPayoutMethods, variables, as(correlationId));
      return new Map(
        sellerPayoutMethods.map(({ kind, masked, sealed, ...seller }): [string, SellerMethod] => {
          const isComplete = kind !== null && masked !== null && sealed !== null;
          return [seller.sellerId, { ...seller, method: isComplete ? { kind, masked, sealed } : null }];
        }),
      );
    },
    async sendCode({ userId, reference }, correlationId) {
      const input = { userId, reference, purpose: 'WITHDRAW' as const };
      try {
        const { challengeUser: sent } = await ask(walletsChallengeUser, { input }, as(correlationId));
        if (sent.__typename !== 'OtpChallenge') return null;
        return { challengeId: sent.id, codeSentTo: sent.maskedTo, codeExpiresAt: new Date(sent.expiresAt) };
      } catch (error) {
        if (!(error instanceof PeerFailed) || error.code !== 'RATE_LIMITED') throw error;
        throw Object.assign(rateLimited(resendS, 'A code was sent a moment ago.'), { cause: error });
      }
    },
    async verifyCode(attempt, correlationId) {
      const input = { ...attempt, purpose: 'WITHDRAW' as const };
      const { verifyUserChallenge: seen } = await ask(walletsVerifyUserChallenge, { input }, as(correlationId));
      switch (seen.__typename) {
        case 'VerifiedChallenge':
          return null;
        case 'WrongCode':
          return { refusal: withdrawalCodeWrong(seen.triesLeft), mayBeUsed: false };
        case 'CodeLocked':
          return { refusal: withdrawalCodeExpired(), mayBeUsed: false };
        default:
          return { refusal: withdrawalCodeExpired(), mayBeUsed: true };
      }
    },
  };
}
