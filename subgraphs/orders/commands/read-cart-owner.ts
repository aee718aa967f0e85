import { userIdOf, type Viewer } from '@soko/auth';
import type { CartOwner } from '../domain/cart.ts';
import { hashOfToken } from '../tokens.ts';

/** The owner of the cart to use: the guest with this token, else the viewer. Null for a guest without a token. */
export function readCartOwner(viewer: Viewer, token: string | null | undefined): CartOwner | null {
  if (token != null) return { tokenHash: hashOfToken(token) };
  const userId = userIdOf(viewer);
  return userId === null ? null : { userId };
}
