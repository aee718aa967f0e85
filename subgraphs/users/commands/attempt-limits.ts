import { requireUser } from '@soko/auth';
import { type Attempt, networkOf } from '@soko/limits';
import type { UsersContext } from '../context.ts';
import { otpRules, type OtpPurpose } from '../domain/otp-challenge.ts';

type Facts = Pick<UsersContext, 'digest' | 'settings' | 'identity'>;

const codeByClient = ({ digest, settings, identity }: Facts): Attempt => ({
  name: 'users.code-by-client',
  key: digest('client', networkOf(identity.clientAddress)),
  points: settings.maxCodesPerClientPerHour,
});

/**
 * Limits on sending codes: to one address for one purpose, and for one client. Services ask for all people from one
 * address, and limit them themselves.
 */
export const sendLimits = ({ digest, settings, identity }: Facts, purpose: OtpPurpose, to: string): Attempt[] => {
  const key = digest('send', `${purpose} ${to}`);
  return [
    { name: 'users.code-gap', key, perMs: otpRules.resendAfterMs },
    { name: 'users.code-to-address', key, points: otpRules.maxSendsPerHour },
    ...(identity.viewer.kind === 'service' ? [] : [codeByClient({ digest, settings, identity })]),
  ];
};

/**
 * Limits on log-in attempts: for one account, whether or not it exists, and for one client over all accounts. An address
 * where the account has logged in before has a count of its own, so that others cannot lock the owner out.
 */
export const logInLimits = (
  { digest, settings, identity }: Facts,
  email: string,
  isKnownAddress: boolean,
): [account: Attempt, client: Attempt] => [
  {
    ...(isKnownAddress
      ? {
          name: 'users.log-in-from-known',
          key: digest('account-and-client', `${email} ${networkOf(identity.clientAddress)}`),
        }
      : { name: 'users.log-in-to-account', key: digest('account', email) }),
    points: settings.maxLogInTriesPerAccount,
  },
  {
    name: 'users.log-in-by-client',
    key: digest('client', networkOf(identity.clientAddress)),
    points: settings.maxLogInTriesPerClient,
  },
];

/** Limit on mails about refused log-ins. */
export const warningLimit = ({ digest }: Pick<Facts, 'digest'>, email: string): Attempt => ({
  name: 'users.log-in-warning',
  key: digest('account', email),
});

/** Limit on attempts to confirm one's own password. */
export const passwordLimit = ({ digest, settings }: Facts, userId: string): Attempt => ({
  name: 'users.password-of-account',
  key: digest('account', userId),
  points: settings.maxLogInTriesPerAccount,
});

/** Limits on invitations: of a store, of the person who sends them, and to one address from all stores. */
export const invitationLimits = (
  { digest, viewer }: Pick<UsersContext, 'digest' | 'viewer'>,
  storeId: string,
  email: string,
): Attempt[] => [
  { name: 'users.invitation-gap', key: digest('invitation', `${storeId} ${email}`), perMs: otpRules.resendAfterMs },
  { name: 'users.invitation-of-store', key: storeId },
  { name: 'users.invitation-by-sender', key: requireUser(viewer).id },
  { name: 'users.invitation-to-address', key: digest('invitation', email) },
];
