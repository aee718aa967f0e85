import { forbidden, unauthenticated } from '@soko/errors';
import { hasRole, type Role, type Scope, type Viewer } from './viewer.ts';

export type UserViewer = Extract<Viewer, { kind: 'user' }>;
export type ApiKeyViewer = Extract<Viewer, { kind: 'apiKey' }>;
export type ServiceViewer = Extract<Viewer, { kind: 'service' }>;

const listOf = (names: readonly string[]): string => new Intl.ListFormat('en', { type: 'disjunction' }).format(names);

/** UNAUTHENTICATED for an anonymous viewer: signing in may help. FORBIDDEN for everyone else. */
const refuseViewer = (viewer: Viewer, message: string) =>
  viewer.kind === 'anonymous' ? unauthenticated() : forbidden(message);

/** A signed-in user, or the API key of a store with at least one of `scopes`. */
export function requireScope(viewer: Viewer, ...scopes: readonly [Scope, ...Scope[]]): UserViewer | ApiKeyViewer {
  if (viewer.kind === 'user') return viewer;
  if (viewer.kind === 'apiKey' && scopes.some((scope) => viewer.scopes.includes(scope))) return viewer;
  throw refuseViewer(viewer, `This requires a signed-in user, or an API key with the scope ${listOf(scopes)}.`);
}

/** A signed-in user. An API key acts for a store and is refused. */
export function requireUser(viewer: Viewer): UserViewer {
  if (viewer.kind === 'user') return viewer;
  throw refuseViewer(viewer, 'This requires a signed-in user.');
}

/** A user with at least one of `roles`; administrators hold every role. */
export function requireRole(viewer: Viewer, ...roles: readonly [Role, ...Role[]]): UserViewer {
  if (viewer.kind === 'user' && roles.some((role) => hasRole(viewer, role))) return viewer;
  throw refuseViewer(viewer, `This requires the role ${listOf(roles)}.`);
}

/** Another Soko service that asks in its own name. The gateway never sends such a viewer for a client. */
export function requireService(viewer: Viewer): ServiceViewer {
  if (viewer.kind === 'service') return viewer;
  throw forbidden('Only Soko services may call this field.');
}
