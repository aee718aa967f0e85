import { badUserInput } from '@soko/errors';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { type accountSuspended, phoneNotVerified } from '../domain/refusals.ts';
import type { ReachableUser } from '../domain/user.ts';
import type { RequestOtpInput } from '../generated/graphql.ts';
import { sendChallenge } from './send-challenge.ts';
import { viewersAccount } from './viewers-account.ts';

/** Where a code goes; null when that takes a phone number that is proven. */
function destinationOf(user: ReachableUser, { channel, purpose }: RequestOtpInput): string | null {
  if (channel === 'EMAIL') return user.email;
  const usable = purpose === 'PHONE' || user.phoneVerifiedAt !== null;
  return usable ? user.phone : null;
}

function checkPurpose({ channel, purpose }: RequestOtpInput): void {
  if (purpose !== 'WITHDRAW' && purpose !== 'PHONE') {
    throw badUserInput(`A code for ${purpose} is sent by the mutation that needs it.`, 'purpose');
  }
  if (purpose === 'PHONE' && channel === 'EMAIL') throw badUserInput('A phone is proven by SMS.', 'channel');
}

/** Sends the viewer a code. */
export async function requestOtp(
  context: UsersContext,
  input: RequestOtpInput,
): Promise<OtpChallenge | ReturnType<typeof phoneNotVerified | typeof accountSuspended>> {
  checkPurpose(input);
  const user = await viewersAccount(context, context.db);
  if ('__typename' in user) return user;
  const to = destinationOf(user, input);
  if (to === null) return phoneNotVerified();
  return sendChallenge(context, { ...input, userId: user.id, to, locale: user.locale });
}
