import type { UsersContext } from '../context.ts';
import { displayNameOf, type User } from '../domain/user.ts';
import type { UserResolvers } from '../generated/graphql.ts';
import type { ReferenceResolver } from './reference.ts';
import { isSupport, seesPrivate, visibleSeller } from './sees.ts';

/** A field that is null to everybody who may not see it. */
const hidden =
  <Value>(read: (user: User, context: UsersContext) => Value) =>
  (user: User, _: unknown, context: UsersContext): Value | null =>
    seesPrivate(context, user.id) ? read(user, context) : null;

export const user: UserResolvers & ReferenceResolver = {
  __resolveReference: ({ id }, { loaders }) => loaders.user.load(id),
  displayName: displayNameOf,
  email: hidden(({ email }) => email),
  phone: hidden(({ phone }) => phone),
  phoneVerified: hidden(({ phoneVerifiedAt }) => phoneVerifiedAt !== null),
  firstName: hidden(({ firstName }) => firstName),
  lastName: hidden(({ lastName }) => lastName),
  locale: hidden(({ locale }) => locale),
  roles: hidden(({ roles }) => roles),
  status: hidden(({ status }) => status),
  twoStepLogIn: hidden(({ twoStepLogIn }) => twoStepLogIn),
  createdAt: hidden(({ createdAt }) => createdAt),
  lastLoggedInAt: hidden(({ lastLoggedInAt }) => lastLoggedInAt),
  addresses: hidden(({ id }, { loaders }) => loaders.addressesOfUser.load(id)),
  seller: async ({ id }, _, context) => visibleSeller(context, await context.loaders.sellerOfUser.load(id)),
  history: ({ id }, _, context) => (isSupport(context) ? context.loaders.historyOf.load(id) : null),
};
