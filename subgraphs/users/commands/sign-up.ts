import { type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { readEmail, readLine, readLocale, readPhone, readTimeZone } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import type { UsersContext } from '../context.ts';
import type { OtpChallenge } from '../domain/otp-challenge.ts';
import { checkPassword } from '../domain/password.ts';
import { localAccountsDisabled } from '../domain/refusals.ts';
import { isReachable, personNameLength, type User } from '../domain/user.ts';
import { insertChallenge } from '../store/otp-challenges.ts';
import { insertUserOrFind } from '../store/users.ts';
import { sendLimits } from './attempt-limits.ts';
import { type ChallengeRequest, createChallenge } from './create-challenge.ts';

export interface SignUpInput {
  email: string;
  password: string;
  firstName: string;
  lastName: string;
  phone?: string | null | undefined;
  locale?: string | null | undefined;
  timeZone?: string | null | undefined;
}

function readSignUp(input: SignUpInput) {
  const email = readEmail(input.email, 'email');
  checkPassword(input.password, email);
  return {
    email,
    phone: input.phone == null ? null : readPhone(input.phone, 'phone'),
    firstName: readLine(input.firstName, 'firstName', personNameLength),
    lastName: readLine(input.lastName, 'lastName', personNameLength),
    locale: readLocale(input.locale ?? 'en'),
    timeZone: input.timeZone == null ? null : readTimeZone(input.timeZone),
  };
}

/**
 * The challenge of a sign-up: a decoy for an address that is in use. When the address waits for verification since an
 * earlier sign-up, the new profile and password are saved with the challenge and apply once its code is verified.
 */
function challengeOf(
  user: User,
  isNew: boolean,
  profile: ReturnType<typeof readSignUp>,
  passwordHash: string,
): ChallengeRequest {
  const { email, ...rest } = profile;
  const isPending = user.status === 'PENDING_VERIFICATION';
  return {
    userId: isPending ? user.id : null,
    channel: 'EMAIL',
    purpose: 'SIGNUP',
    to: email,
    locale: profile.locale,
    candidate: isPending && !isNew ? { ...rest, passwordHash } : null,
  };
}

function eventsOf({ trail }: Pick<UsersContext, 'trail'>, user: User, isNew: boolean): Envelope[] {
  if (!isReachable(user)) return [];
  const { id: subject, version: sequence, email, firstName, locale, timeZone, roles } = user;
  if (isNew) {
    const data = { email, firstName, locale, timeZone, roles };
    return [newEvent(usersUser, 'registered', { subject, sequence, data }, trail)];
  }
  if (user.status === 'PENDING_VERIFICATION') return [];
  return [newEvent(usersUser, 'sign_up_attempted', { subject, sequence, data: { email, firstName, locale } }, trail)];
}

/**
 * Creates an account and sends a code to its address. Known and unknown addresses take the same path, so that
 * the result does not reveal which addresses are registered: one password hash, the same statements, the same fields.
 * The owner of a registered address is notified by email. An address that was never verified gets a new code.
 */
export async function signUp(
  context: UsersContext,
  input: SignUpInput,
): Promise<OtpChallenge | ReturnType<typeof localAccountsDisabled>> {
  if (!context.settings.localAccounts) return localAccountsDisabled();
  const profile = readSignUp(input);
  await context.limits.take(sendLimits(context, 'SIGNUP', profile.email));
  const passwordHash = await context.passwords.hash(input.password);
  return prismaTransaction(context.db, async (tx) => {
    const now = context.now();
    const { user, isNew } = await insertUserOrFind(tx, { ...profile, id: newId('usr'), passwordHash, now });
    const request = challengeOf(user, isNew, profile, passwordHash);
    const { challenge, codeHash, events } = createChallenge(context, request);
    await insertChallenge(tx, challenge, codeHash, now);
    await tellWithPrisma(tx, [...eventsOf(context, user, isNew), ...events], 'personal');
    return challenge;
  });
}
