import { hasRole, type Role, userIdOf, type Viewer } from '@soko/auth';
import { forbidden, unauthenticated } from '@soko/errors';

/** The gateway asks for roles before it plans; a subgraph that is asked directly must not do less. */
export function requireRole(viewer: Viewer, role: Role): void {
  if (hasRole(viewer, role)) return;
  throw viewer.kind === 'anonymous' ? unauthenticated() : forbidden(`This takes the role ${role}.`);
}

/** The person who is asking; keys of stores buy nothing. */
export function requirePerson(viewer: Viewer): string {
  const id = userIdOf(viewer);
  if (id !== null) return id;
  throw viewer.kind === 'anonymous' ? unauthenticated() : forbidden('A person has to do this, not a key.');
}
