import type { UsersContext } from '../context.ts';
import { readLine } from '../domain/line.ts';
import { readLocale } from '../domain/locale.ts';
import { readPhone } from '../domain/phone.ts';
import type { accountSuspended } from '../domain/refusals.ts';
import { isReachable, type ReachableUser, type User } from '../domain/user.ts';
import type { UpdateProfileInput } from '../generated/graphql.ts';
import { inTransaction } from '../store/database.ts';
import { tell } from '../store/tell.ts';
import { saveUser } from '../store/users.ts';
import { contactChanged } from './contact-changed.ts';
import { viewersAccount } from './viewers-account.ts';

/** What a person may change of themselves by asking: null removes a phone, and leaves anything else as it is. */
function readProfile({ firstName, lastName, phone, locale }: UpdateProfileInput) {
  return {
    ...(firstName == null ? {} : { firstName: readLine(firstName, 'firstName', { max: 100 }) }),
    ...(lastName == null ? {} : { lastName: readLine(lastName, 'lastName', { max: 100 }) }),
    ...(locale == null ? {} : { locale: readLocale(locale) }),
    ...(phone === undefined ? {} : { phone: phone === null ? null : readPhone(phone) }),
  };
}

/** A number that changes has to be proven again. */
const changesOf = (before: ReachableUser, profile: ReturnType<typeof readProfile>) =>
  'phone' in profile && profile.phone !== before.phone ? { ...profile, phoneVerifiedAt: null } : profile;

/** Changes the viewer's own profile. */
export async function updateProfile(
  context: UsersContext,
  input: UpdateProfileInput,
): Promise<User | ReturnType<typeof accountSuspended>> {
  const profile = readProfile(input);
  return inTransaction(context.db, async (tx) => {
    const before = await viewersAccount(context, tx);
    if ('__typename' in before) return before;
    const user = await saveUser(tx, before, changesOf(before, profile));
    await tell(tx, isReachable(user) ? [contactChanged(context.trail, user)] : []);
    return user;
  });
}
