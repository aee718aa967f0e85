export const otpChannels = ['EMAIL', 'SMS'] as const;
export const otpPurposes = ['SIGNUP', 'LOGIN', 'WITHDRAW', 'RESET', 'EMAIL_CHANGE', 'PHONE', 'KEY_EXPORT'] as const;

export type OtpChannel = (typeof otpChannels)[number];
export type OtpPurpose = (typeof otpPurposes)[number];
export type OtpStatus = 'PENDING' | 'VERIFIED' | 'EXPIRED' | 'LOCKED';

/** Lifetime and attempts of a code, and limits on sending codes to one address for one purpose. */
export const otpRules = { lifetimeMs: 600_000, maxTries: 5, resendAfterMs: 60_000, maxSendsPerHour: 5 } as const;

export interface OtpChallenge {
  id: string;
  /** Null for a decoy: a challenge without a code, which callers cannot distinguish from a real one. */
  userId: string | null;
  channel: OtpChannel;
  purpose: OtpPurpose;
  /** Email address or phone number to which the code was sent. */
  sentTo: string;
  status: OtpStatus;
  triesLeft: number;
  locale: string;
  /** Profile and password of a repeated sign-up. They replace those of the account once the code is verified. */
  candidate: SignUpCandidate | null;
  /** What a service named when it asked for the code. Null for codes that users ask for. */
  reference: string | null;
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
  /** Missing in challenges of an earlier version. */
  timeZone?: string | null;
}

/** The reason why a challenge accepts no more codes; null while it accepts them. */
export function closedBecause(
  challenge: Pick<OtpChallenge, 'status' | 'expiresAt'>,
  now: Date,
): 'EXPIRED' | 'LOCKED' | null {
  if (challenge.status === 'LOCKED') return 'LOCKED';
  return challenge.status === 'PENDING' && challenge.expiresAt > now ? null : 'EXPIRED';
}
