import type { UsersContext } from '../context.ts';
import { otpRules, type OtpPurpose } from '../domain/otp-challenge.ts';
import type { Limit } from '../store/rate-limits.ts';

const hourMs = 3_600_000;
const quarterHourMs = 900_000;

type Facts = Pick<UsersContext, 'digest' | 'settings' | 'identity'>;

/** How often codes go to one address, whoever asks, and how often one client may ask for any. */
export const sendLimits = ({ digest, settings, identity }: Facts, purpose: OtpPurpose, to: string): Limit[] => {
  const target = digest('send', `${purpose} ${to}`);
  return [
    { key: `send-gap:${target}`, limit: 1, windowMs: otpRules.resendAfterMs },
    { key: `send:${target}`, limit: otpRules.sendsAnHour, windowMs: hourMs },
    {
      key: `send-from:${digest('client', identity.clientAddress)}`,
      limit: settings.codesPerAddressAnHour,
      windowMs: hourMs,
    },
  ];
};

/** How often a password is guessed: at one account, known or not, and by one client at all accounts together. */
export const logInLimits = ({ digest, settings, identity }: Facts, email: string): [account: Limit, client: Limit] => [
  { key: `log-in:${digest('account', email)}`, limit: settings.logInTriesPerAccount, windowMs: quarterHourMs },
  {
    key: `log-in-from:${digest('client', identity.clientAddress)}`,
    limit: settings.logInTriesPerAddress,
    windowMs: quarterHourMs,
  },
];

/** How often a person's own password is asked for again. */
export const passwordLimit = ({ digest, settings }: Facts, userId: string): Limit => ({
  key: `password:${digest('account', userId)}`,
  limit: settings.logInTriesPerAccount,
  windowMs: quarterHourMs,
});

/** How many invitations a store sends, in all and to one address. */
export const invitationLimits = ({ digest }: Facts, storeId: string, email: string): Limit[] => [
  { key: `invitation-gap:${digest('invitation', `${storeId} ${email}`)}`, limit: 1, windowMs: otpRules.resendAfterMs },
  { key: `invitation:${storeId}`, limit: 50, windowMs: hourMs },
];
