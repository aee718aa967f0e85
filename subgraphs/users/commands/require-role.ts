import { hasRole, type Role } from '@soko/auth';
import { forbidden, unauthenticated } from '@soko/errors';
import type { UsersContext } from '../context.ts';

type Facts = Pick<UsersContext, 'viewer'>;

/** The gateway asks for roles before it plans; a subgraph that is asked directly must not do less. */
export function requireRole({ viewer }: Facts, role: Role): void {
  if (hasRole(viewer, role)) return;
  throw viewer.kind === 'anonymous' ? unauthenticated() : forbidden(`This takes the role ${role}.`);
}

export const isSupport = ({ viewer }: Facts): boolean => hasRole(viewer, 'SUPPORT');
