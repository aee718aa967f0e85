import { hasRole, type RequestIdentity, type Role, type Viewer } from '@soko/auth';
import { forbidden, unauthenticated } from '@soko/errors';

/** Whoever is asking is known, or UNAUTHENTICATED is thrown. */
export function requireSignedIn(viewer: Viewer): Exclude<Viewer, { kind: 'anonymous' | 'service' }> {
  if (viewer.kind === 'anonymous' || viewer.kind === 'service') throw unauthenticated();
  return viewer;
}

/** Whoever is asking holds the role, or FORBIDDEN is thrown. */
export function requireRole(viewer: Viewer, role: Role): void {
  requireSignedIn(viewer);
  if (!hasRole(viewer, role)) throw forbidden(`Only ${role} may do this.`);
}

/** Another service is asking for itself, or FORBIDDEN is thrown: the gateway never does. */
export function requireService({ clientAddress }: RequestIdentity): void {
  if (!clientAddress.startsWith('service:')) throw forbidden('Only other services may ask for this.');
}
