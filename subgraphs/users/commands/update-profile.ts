import { readLine, readLocale, readPhone, readTimeZone } from '@soko/input';
import { tellWithPrisma } from '@soko/outbox';
import { prismaTransaction } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { UsersContext } from '../context.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import { isReachable, personNameLength, type ReachableUser, type User } from '../domain/user.ts';
import { saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';
import { loadOwnAccount } from './load-own-account.ts';

export interface UpdateProfileInput {
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  phone?: string | null | undefined;
  locale?: string | null | undefined;
  timeZone?: string | null | undefined;
}

/** Reads everything but the phone. Omitted fields stay unchanged; null removes the time zone alone. */
const readProfile = ({ firstName, lastName, locale, timeZone }: UpdateProfileInput) => ({
  ...(firstName == null ? {} : { firstName: readLine(firstName, 'firstName', personNameLength) }),
  ...(lastName == null ? {} : { lastName: readLine(lastName, 'lastName', personNameLength) }),
  ...(locale == null ? {} : { locale: readLocale(locale) }),
  ...(timeZone === undefined ? {} : { timeZone: timeZone === null ? null : readTimeZone(timeZone) }),
});

/**
 * Reads the phone. Null removes it. A new number must be verified again; the saved number may be repeated, even when it
 * was saved under older rules.
 */
function readPhoneChange({ phone }: UpdateProfileInput, before: ReachableUser) {
  if (phone === undefined || phone === before.phone) return {};
  const changed = phone === null ? null : readPhone(phone, 'phone');
  return changed === before.phone ? {} : { phone: changed, phoneVerifiedAt: null };
}

/** Changes the viewer's profile. */
export async function updateProfile(
  context: UsersContext,
  input: UpdateProfileInput,
): Promise<User | ReturnType<typeof accountSuspended>> {
  const profile = readProfile(input);
  return prismaTransaction(context.db, async (tx) => {
    const before = await loadOwnAccount(context, tx);
    if (isRefusal(before)) return before;
    const user = await saveUser(tx, before, { ...profile, ...readPhoneChange(input, before) });
    await tellWithPrisma(tx, isReachable(user) ? [contactChanged(context.trail, user)] : []);
    return user;
  });
}
