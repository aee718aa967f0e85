import type { RequestIdentity, Role, Viewer } from '@soko/auth';
import { v7 } from 'uuid';

/** A signed-in person. */
export const person = (id: string, ...roles: Role[]): Viewer => ({
  kind: 'user',
  id,
  roles: roles.length > 0 ? roles : ['CUSTOMER'],
  sessionId: `ses_${id}`,
});

/** The identity of one request of `viewer`. */
export const requestBy = (viewer: Viewer, overrides: Partial<RequestIdentity> = {}): RequestIdentity => {
  const requestId = `req_${v7()}`;
  return { viewer, requestId, correlationId: requestId, clientAddress: '127.0.0.1', ...overrides };
};
