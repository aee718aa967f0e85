import { type RequestIdentity, serviceIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { type ChainSegmentMembersData, chainOwnEmail, chainSegmentMembers } from '../generated/peers/users.ts';

/**
 * The email address of the person who asks. It is verified: nobody logs in before. Users is asked in the viewer's name, so
 * that no copy of addresses is kept here.
 */
export type FindOwnEmail = (identity: RequestIdentity) => Promise<string | null>;

export function createFindOwnEmail(transport: SubgraphTransport): FindOwnEmail {
  const ask = createPeer('users', transport);
  return async (identity) => (await ask(chainOwnEmail, {}, identity)).me?.email ?? null;
}

/** A page of the people of a segment. Null for an unknown segment. */
export type FindSegmentMembers = (
  page: { segmentId: string; after: string | null },
  correlationId: string,
) => Promise<SegmentPage | null>;

type SegmentPage = NonNullable<ChainSegmentMembersData['segmentMembers']>;

export type SegmentMember = SegmentPage['members'][number];

export function createFindSegmentMembers(transport: SubgraphTransport): FindSegmentMembers {
  const ask = createPeer('users', transport);
  return async (page, correlationId) =>
    (await ask(chainSegmentMembers, page, serviceIdentity('chain', correlationId))).segmentMembers;
}
