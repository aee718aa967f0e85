import { notFound } from '@soko/errors';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ChainContext } from '../../context.ts';
import { claimLinkEvent } from '../../domain/chain-events.ts';
import type { ClaimLink } from '../../domain/claim-link.ts';
import type { CloseClaimLinkInput } from '../../generated/graphql.ts';
import { closeLink, findClaimLink } from '../../store/claims.ts';
import { administers, requireTokenEditor } from '../require-store-role.ts';

/** Closes a claim link. What was claimed stays. A repeat changes nothing. */
export async function closeClaimLink(
  { viewer, pool, trail, now }: ChainContext,
  { linkId }: CloseClaimLinkInput,
): Promise<ClaimLink> {
  const editor = requireTokenEditor(viewer);
  const found = await findClaimLink(pool, linkId);
  if (found === null || !(await administers(editor, pool, found.storeId))) throw notFound('The claim link');
  const closed = await inTransaction(pool, async (tx) => {
    const link = await closeLink(tx, linkId, now());
    if (link !== null) await tell(tx, [claimLinkEvent('closed', link, trail)]);
    return link;
  });
  return closed ?? found;
}
