import type { UsersContext } from '../context.ts';
import { otpRules, type OtpPurpose } from '../domain/otp-challenge.ts';
import type { Limit } from '../store/rate-limits.ts';

const hourMs = 3_600_000;
const quarterHourMs = 900_000;

/** Invitations that one store may send in an hour. */
const maxInvitationsPerHour = 50;

type Facts = Pick<UsersContext, 'digest' | 'settings' | 'identity'>;

/** Limits on sending codes: to one address for one purpose, and for one client. */
export const sendLimits = ({ digest, settings, identity }: Facts, purpose: OtpPurpose, to: string): Limit[] => {
  const target = digest('send', `${purpose} ${to}`);
  return [
    { key: `send-gap:${target}`, limit: 1, windowMs: otpRules.resendAfterMs },
    { key: `send:${target}`, limit: otpRules.maxSendsPerHour, windowMs: hourMs },
    {
      key: `send-from:${digest('client', identity.clientAddress)}`,
      limit: settings.maxCodesPerClientPerHour,
      windowMs: hourMs,
    },
  ];
};

/** Limits on log-in attempts: for one account, whether or not it exists, and for one client over all accounts. */
export const logInLimits = ({ digest, settings, identity }: Facts, email: string): [account: Limit, client: Limit] => [
  { key: `log-in:${digest('account', email)}`, limit: settings.maxLogInTriesPerAccount, windowMs: quarterHourMs },
  {
    key: `log-in-from:${digest('client', identity.clientAddress)}`,
    limit: settings.maxLogInTriesPerClient,
    windowMs: quarterHourMs,
  },
];

/** Limit on attempts to confirm one's own password. */
export const passwordLimit = ({ digest, settings }: Facts, userId: string): Limit => ({
  key: `password:${digest('account', userId)}`,
  limit: settings.maxLogInTriesPerAccount,
  windowMs: quarterHourMs,
});

/** Limits on invitations of a store: to one address, and in total. */
export const invitationLimits = ({ digest }: Facts, storeId: string, email: string): Limit[] => [
  { key: `invitation-gap:${digest('invitation', `${storeId} ${email}`)}`, limit: 1, windowMs: otpRules.resendAfterMs },
  { key: `invitation:${storeId}`, limit: maxInvitationsPerHour, windowMs: hourMs },
];
