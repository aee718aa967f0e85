import { userIdOf, type Viewer } from '@soko/auth';
import type { CartOwner } from '../store/carts.ts';
import { hashOfToken } from '../tokens.ts';

/** Whose cart is meant: the guest's whose token this is, else the viewer's. Null for a guest without one. */
export function cartOwner(viewer: Viewer, token: string | null | undefined): CartOwner | null {
  if (token != null) return { tokenHash: hashOfToken(token) };
  const userId = userIdOf(viewer);
  return userId === null ? null : { userId };
}
