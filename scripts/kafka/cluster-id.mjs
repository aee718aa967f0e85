import { randomBytes } from 'node:crypto';

/** An id as `kafka-storage random-uuid` makes them. One that begins with a dash would be read as an option. */
export function newClusterId() {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}
