import { type Envelope, newEvent, usersOtp } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import type { UsersContext } from '../context.ts';
import { type OtpChallenge, otpRules, type SignUpCandidate } from '../domain/otp-challenge.ts';
import { newCode } from '../secrets/digests.ts';

/** What a code is wanted for. Without `userId` nothing is sent and no code will do: nobody can tell by the answer. */
export interface Wanted {
  userId: string | null;
  channel: OtpChallenge['channel'];
  purpose: OtpChallenge['purpose'];
  to: string;
  locale: string;
  candidate?: SignUpCandidate | null;
}

export interface NewChallenge {
  challenge: OtpChallenge;
  codeHash: string;
  events: Envelope[];
}

/** Digest of a code: it holds for one challenge alone. */
export const hashCode = ({ digest }: Pick<UsersContext, 'digest'>, challengeId: string, code: string): string =>
  digest(`otp ${challengeId}`, code);

/** A challenge with a fresh code, and the event that has it sent. Nothing is saved yet. */
export function newChallenge(
  context: Pick<UsersContext, 'digest' | 'sealKey' | 'trail' | 'now'>,
  { userId, channel, purpose, to, locale, candidate = null }: Wanted,
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
    triesLeft: otpRules.tries,
    locale,
    candidate,
    expiresAt: new Date(context.now().getTime() + otpRules.lifetimeMs),
    verifiedAt: null,
    version: 1,
  };
  // A challenge nobody can meet keeps the digest of something that is no code.
  const codeHash = hashCode(context, id, userId === null ? `none ${newId('otp')}` : code);
  return { challenge, codeHash, events: userId === null ? [] : [otpRequested(context, challenge, userId, code)] };
}

/** Tells notifications to send the code: sealed, since the event rests in a log. */
export const otpRequested = (
  { sealKey, trail }: Pick<UsersContext, 'sealKey' | 'trail'>,
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
        code: seal(sealKey, 'otp', code),
        expiresAt: challenge.expiresAt.toISOString(),
      },
    },
    trail,
  );
