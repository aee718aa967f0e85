import { type Envelope, newEvent, usersOtp } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { UsersContext } from '../context.ts';
import { type OtpChallenge, otpRules, type SignUpCandidate } from '../domain/otp-challenge.ts';
import { newCode } from '../secrets/digests.ts';

/**
 * Facts of a new challenge. Without a `userId` the challenge is a decoy: no code is sent and none is accepted, but the
 * caller sees no difference.
 */
export interface ChallengeRequest {
  userId: string | null;
  channel: OtpChallenge['channel'];
  purpose: OtpChallenge['purpose'];
  to: string;
  locale: string;
  candidate?: SignUpCandidate | null;
  reference?: string | null;
}

export interface NewChallenge {
  challenge: OtpChallenge;
  codeHash: string;
  events: Envelope[];
}

/** Digest of a code, valid for one challenge only. */
export const hashCode = ({ digest }: Pick<UsersContext, 'digest'>, challengeId: string, code: string): string =>
  digest(`otp ${challengeId}`, code);

/** Digest for a decoy challenge. No six-digit code has it. */
export const hashOfDecoy = (context: Pick<UsersContext, 'digest'>, challengeId: string): string =>
  hashCode(context, challengeId, `none ${newId('otp')}`);

/** Creates a challenge with a new code, and the event that makes notifications send it. Saves nothing. */
export function createChallenge(
  context: Pick<UsersContext, 'digest' | 'sealKeys' | 'trail' | 'now'>,
  { userId, channel, purpose, to, locale, candidate = null, reference = null }: ChallengeRequest,
): NewChallenge {
  const id = newId('otp');
  const code = newCode();
  const challenge: OtpChallenge = {
    id,
    userId,
    channel,
    purpose,
    sentTo: to,
    status: 'PENDING',
    triesLeft: otpRules.maxTries,
    locale,
    candidate,
    reference,
    expiresAt: new Date(context.now().getTime() + otpRules.lifetimeMs),
    verifiedAt: null,
    version: 1,
  };
  if (userId === null) return { challenge, codeHash: hashOfDecoy(context, id), events: [] };
  return { challenge, codeHash: hashCode(context, id, code), events: [otpRequested(context, challenge, userId, code)] };
}

/** Event that makes notifications send the code. The code is sealed, because events are stored. */
export const otpRequested = (
  { sealKeys, trail }: Pick<UsersContext, 'sealKeys' | 'trail'>,
  challenge: OtpChallenge,
  userId: string,
  code: string,
): Envelope =>
  newEvent(
    usersOtp,
    'requested',
    {
      subject: challenge.id,
      sequence: challenge.version,
      data: {
        userId,
        channel: challenge.channel,
        purpose: challenge.purpose,
        to: challenge.sentTo,
        locale: challenge.locale,
        code: seal(sealKeys, 'otp', code),
        expiresAt: challenge.expiresAt.toISOString(),
      },
    },
    trail,
  );
