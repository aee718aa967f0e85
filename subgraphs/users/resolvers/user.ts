import { hasRole, userIdOf } from '@soko/auth';
import type { UsersContext } from '../context.ts';
import { displayNameOf, type User as UserRecord } from '../domain/user.ts';
import type { UserResolvers } from '../generated/graphql.ts';

/** Whether the viewer may see what identifies a person: themselves and support. */
export const seesPrivate = ({ viewer }: Pick<UsersContext, 'viewer'>, userId: string): boolean =>
  userIdOf(viewer) === userId || hasRole(viewer, 'SUPPORT');

/** A field that is null to everybody who may not see it. */
const hidden =
  <Value>(read: (user: UserRecord) => Value) =>
  (user: UserRecord, _: unknown, context: UsersContext): Value | null =>
    seesPrivate(context, user.id) ? read(user) : null;

export const user: UserResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, { loaders }: UsersContext) => loaders.user.load(id),
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
};
