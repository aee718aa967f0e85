import { createHash } from 'node:crypto';

/** The name under which a counter is saved outside of the process. Keys may hold addresses, so they are digested. */
export const digestOf = (id: string): string => {
  const separator = id.indexOf(':');
  return `${id.slice(0, separator)}:${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`;
};
