import type { UsersContext } from '../context.ts';
import { maySeeHistory } from '../domain/may-see.ts';
import { displayNameOf, type User } from '../domain/user.ts';
import type { UserResolvers } from '../generated/graphql.ts';
import type { ReferenceResolver } from './reference-resolver.ts';
import { seesPrivate, visibleSeller } from './visible.ts';

/** A private field: null for viewers who may not see it. */
const privateField =
  <Value>(read: (user: User, context: UsersContext) => Value) =>
  (user: User, _: unknown, context: UsersContext): Value | null =>
    seesPrivate(context, user.id) ? read(user, context) : null;

export const user: UserResolvers & ReferenceResolver = {
  __resolveReference: ({ id }, { loaders }) => loaders.user.load(id),
  displayName: displayNameOf,
  email: privateField(({ email }) => email),
  phone: privateField(({ phone }) => phone),
  phoneVerified: privateField(({ phoneVerifiedAt }) => phoneVerifiedAt !== null),
  firstName: privateField(({ firstName }) => firstName),
  lastName: privateField(({ lastName }) => lastName),
  locale: privateField(({ locale }) => locale),
  timeZone: privateField(({ timeZone }) => timeZone),
  roles: privateField(({ roles }) => roles),
  status: privateField(({ status }) => status),
  twoStepLogIn: privateField(({ twoStepLogIn }) => twoStepLogIn),
  createdAt: privateField(({ createdAt }) => createdAt),
  lastLoggedInAt: privateField(({ lastLoggedInAt }) => lastLoggedInAt),
  addresses: privateField(({ id }, { loaders }) => loaders.addressesOfUser.load(id)),
  seller: async ({ id }, _, context) => visibleSeller(context, await context.loaders.sellerOfUser.load(id)),
  history: ({ id }, _, context) => (maySeeHistory(context.viewer) ? context.loaders.historyOf.load(id) : null),
};
