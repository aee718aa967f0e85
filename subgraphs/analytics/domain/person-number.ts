import { createHash } from 'node:crypto';

/** A number for a person or a guest's cart: always the same one, from which the id cannot be read. */
export const personNumber = (id: string): string =>
  createHash('sha256').update(id).digest().readBigInt64BE().toString();
