import { type RequestIdentity, userIdOf } from '@soko/auth';
import type { CartOwner } from '../domain/cart.ts';
import { hashOfToken } from '../tokens.ts';

/**
 * The owner of the cart to use: the guest with this token, else the viewer, else the guest whose token is in the header of the
 * request. Null for a guest without a token.
 */
export function readCartOwner(
  { identity }: { identity: Pick<RequestIdentity, 'viewer' | 'guestToken'> },
  token: string | null | undefined,
): CartOwner | null {
  if (token != null) return { tokenHash: hashOfToken(token) };
  const userId = userIdOf(identity.viewer);
  if (userId !== null) return { userId };
  return identity.guestToken == null ? null : { tokenHash: hashOfToken(identity.guestToken) };
}
