export const otpChannels = ['EMAIL', 'SMS'] as const;
export const otpPurposes = ['SIGNUP', 'LOGIN', 'WITHDRAW', 'RESET', 'EMAIL_CHANGE', 'PHONE'] as const;

export type OtpChannel = (typeof otpChannels)[number];
export type OtpPurpose = (typeof otpPurposes)[number];
export type OtpStatus = 'PENDING' | 'VERIFIED' | 'EXPIRED' | 'LOCKED';

/** How long a code is good, how often it may be tried, and how often one may be sent. */
export const otpRules = { lifetimeMs: 600_000, tries: 5, resendAfterMs: 60_000, sendsAnHour: 5 } as const;

export interface OtpChallenge {
  id: string;
  /** Null when nobody can meet the challenge, which the answers must not show. */
  userId: string | null;
  channel: OtpChannel;
  purpose: OtpPurpose;
  /** The address or the number that the code went to. */
  sentTo: string;
  status: OtpStatus;
  triesLeft: number;
  locale: string;
  /** What meeting the challenge writes onto the account, for a sign-up repeated before it was verified. */
  candidate: SignUpCandidate | null;
  expiresAt: Date;
  verifiedAt: Date | null;
  version: number;
}

export interface SignUpCandidate {
  passwordHash: string;
  phone: string | null;
  firstName: string;
  lastName: string;
  locale: string;
}

/** Why a challenge cannot be met any more; null while it can. */
export function closedBecause(
  challenge: Pick<OtpChallenge, 'status' | 'expiresAt'>,
  now: Date,
): 'EXPIRED' | 'LOCKED' | null {
  if (challenge.status === 'LOCKED') return 'LOCKED';
  return challenge.status === 'PENDING' && challenge.expiresAt > now ? null : 'EXPIRED';
}
