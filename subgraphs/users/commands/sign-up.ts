import { type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import type { UsersContext } from '../context.ts';
import { readEmail } from '../domain/email.ts';
import { readLine } from '../domain/line.ts';
import { readLocale } from '../domain/locale.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { checkPassword } from '../domain/password.ts';
import { readPhone } from '../domain/phone.ts';
import { localAccountsDisabled } from '../domain/refusals.ts';
import { isReachable, type User } from '../domain/user.ts';
import type { SignUpInput } from '../generated/graphql.ts';
import { hashPassword } from '../secrets/passwords.ts';
import { inTransaction } from '../store/database.ts';
import { addChallenge } from '../store/otp-challenges.ts';
import { takeTry } from '../store/rate-limits.ts';
import { tell } from '../store/tell.ts';
import { addUserUnlessKnown } from '../store/users.ts';
import { sendLimits } from './limits.ts';
import { newChallenge, type Wanted } from './new-challenge.ts';

function readSignUp(input: SignUpInput) {
  const email = readEmail(input.email);
  checkPassword(input.password, email);
  return {
    email,
    phone: input.phone == null ? null : readPhone(input.phone),
    firstName: readLine(input.firstName, 'firstName', { max: 100 }),
    lastName: readLine(input.lastName, 'lastName', { max: 100 }),
    locale: readLocale(input.locale ?? 'en'),
  };
}

/** To whom the code goes. Nobody can meet the challenge of an address that is in use; what a repeated sign-up says waits for the proof. */
function wantedFor(user: User, isNew: boolean, profile: ReturnType<typeof readSignUp>, passwordHash: string): Wanted {
  const { email, ...rest } = profile;
  const pending = user.status === 'PENDING_VERIFICATION';
  return {
    userId: pending ? user.id : null,
    channel: 'EMAIL',
    purpose: 'SIGNUP',
    to: email,
    locale: profile.locale,
    candidate: pending && !isNew ? { ...rest, passwordHash } : null,
  };
}

function eventsOf({ trail }: Pick<UsersContext, 'trail'>, user: User, isNew: boolean): Envelope[] {
  if (!isReachable(user)) return [];
  const { id: subject, version: sequence, email, firstName, locale, roles } = user;
  if (isNew) {
    const data = { email, firstName, locale, roles };
    return [newEvent(usersUser, 'registered', { subject, sequence, data }, trail)];
  }
  if (user.status === 'PENDING_VERIFICATION') return [];
  return [newEvent(usersUser, 'sign_up_attempted', { subject, sequence, data: { email, firstName, locale } }, trail)];
}

/**
 * Begins an account and sends a code to its address. Known and unknown addresses take the same path: one password hash,
 * the same statements, the same answer. An address that is in use gets a mail that says so; one that was never
 * verified gets a new code, and the profile and password given with the code that is met are the ones that hold.
 */
export async function signUp(
  context: UsersContext,
  input: SignUpInput,
): Promise<OtpChallenge | ReturnType<typeof localAccountsDisabled>> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const profile = readSignUp(input);
  await takeTry(context.db, sendLimits(context, 'SIGNUP', profile.email), context.now());
  const passwordHash = await hashPassword(input.password);
  return inTransaction(context.db, async (tx) => {
    const now = context.now();
    const { user, isNew } = await addUserUnlessKnown(tx, { ...profile, id: newId('usr'), passwordHash, now });
    const { challenge, codeHash, events } = newChallenge(context, wantedFor(user, isNew, profile, passwordHash));
    await addChallenge(tx, challenge, codeHash, now);
    await tell(tx, [...eventsOf(context, user, isNew), ...events]);
    return challenge;
  });
}
