import { type ClientViewer, hasRole, type Role, roles } from '@soko/auth';
import type { AccessRule } from './access-rules.ts';

const isRole = (name: string): name is Role => roles.some((role) => role === name);

/** A user holds every scope; an API key holds the scopes it was created with. */
const holdsScope = (viewer: ClientViewer, scope: string): boolean =>
  viewer.kind === 'user' || (viewer.kind === 'apiKey' && viewer.scopes.some((own) => own === scope));

/** A policy is the name of a role. Administrators satisfy every policy; an unknown name is satisfied by them alone. */
const meetsPolicy = (viewer: ClientViewer, policy: string): boolean =>
  isRole(policy) ? hasRole(viewer, policy) : hasRole(viewer, 'ADMIN');

const oneOf = (alternatives: AccessRule['scopes'], holds: (name: string) => boolean): boolean =>
  alternatives === null || alternatives.some((names) => names.every(holds));

/** True when `viewer` satisfies `rule`. */
export function isAllowed(viewer: ClientViewer, rule: AccessRule): boolean {
  if (viewer.kind === 'anonymous') return rule.isOpenToGuests === true;
  if (viewer.kind === 'apiKey' && rule.scopes === null) return false;
  return (
    oneOf(rule.scopes, (scope) => holdsScope(viewer, scope)) &&
    oneOf(rule.policies, (policy) => meetsPolicy(viewer, policy))
  );
}
