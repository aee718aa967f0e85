import { badUserInput } from '@soko/errors';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge, OtpChannel, OtpPurpose } from '../domain/otp-challenge.ts';
import { type accountSuspended, phoneNotVerified } from '../domain/refusals.ts';
import type { ReachableUser } from '../domain/user.ts';
import { loadOwnAccount } from './load-own-account.ts';
import { sendChallenge } from './send-challenge.ts';

export interface RequestOtpInput {
  channel: OtpChannel;
  purpose: OtpPurpose;
}

/** Mutations that send the codes of the other purposes. */
const sentBy: Partial<Record<OtpPurpose, string>> = {
  SIGNUP: 'signUp',
  LOGIN: 'logIn',
  RESET: 'requestPasswordReset',
  EMAIL_CHANGE: 'requestEmailChange',
  KEY_EXPORT: 'requestWalletKeyExport',
};

/** Destination of the code. Null when it requires a verified phone number and there is none. */
function destinationOf(user: ReachableUser, { channel, purpose }: RequestOtpInput): string | null {
  if (channel === 'EMAIL') return user.email;
  const isUsable = purpose === 'PHONE' || user.phoneVerifiedAt !== null;
  return isUsable ? user.phone : null;
}

function checkPurpose({ channel, purpose }: RequestOtpInput): void {
  const mutation = sentBy[purpose];
  if (mutation !== undefined) throw badUserInput(`Codes for ${purpose} are sent by \`${mutation}\`.`, 'purpose');
  if (purpose === 'PHONE' && channel === 'EMAIL') {
    throw badUserInput('The channel must be SMS for the purpose PHONE.', 'channel');
  }
}

/** Sends the viewer a code that confirms an action. */
export async function requestOtp(
  context: UsersContext,
  input: RequestOtpInput,
): Promise<OtpChallenge | ReturnType<typeof phoneNotVerified | typeof accountSuspended>> {
  checkPurpose(input);
  const user = await loadOwnAccount(context, context.db);
  if (isRefusal(user)) return user;
  const to = destinationOf(user, input);
  if (to === null) return phoneNotVerified();
  return sendChallenge(context, { ...input, userId: user.id, to, locale: user.locale });
}
