import { requireRole } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import type { NotificationsContext } from '../context.ts';
import { normaliseAddress } from '../domain/normalise-address.ts';
import { addressNotBlocked } from '../domain/refusals.ts';
import { unblockAddress as deleteBlock } from '../store/blocked-addresses.ts';

/** Allows mail again to an address that was reported, for example after its owner has mended the mailbox. */
export async function unblockAddress({ identity, pool }: NotificationsContext, { email }: { email: string }) {
  requireRole(identity.viewer, 'SUPPORT');
  const normalised = normaliseAddress(email);
  if (!normalised.includes('@')) throw badUserInput('`email` must be an email address.', 'input.email');
  return (await deleteBlock(pool, normalised)) ? { email: normalised } : addressNotBlocked();
}
