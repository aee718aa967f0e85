import { hasRole, type RequestIdentity, type Role, type Viewer } from '@soko/auth';
import { forbidden, unauthenticated } from '@soko/errors';

/** Whoever is asking is known, or UNAUTHENTICATED is thrown. */
export function requireSignedIn(viewer: Viewer): Exclude<Viewer, { kind: 'anonymous' | 'service' }> {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service') throw unauthenticated();
  return viewer;
}

/** Whoever is asking holds one of the roles, or FORBIDDEN is thrown. */
export function requireRole(viewer: Viewer, ...roles: Role[]): void {
  requireSignedIn(viewer);
  if (!roles.some((role) => hasRole(viewer, role))) throw forbidden(`Only ${roles.join(' or ')} may do this.`);
}

/** Another service is asking, or FORBIDDEN is thrown. */
export function requireService({ clientAddress }: RequestIdentity): void {
  if (!clientAddress.startsWith('service:')) throw forbidden('Only services ask this of each other.');
}
