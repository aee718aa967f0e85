import type { RequestIdentity } from '@soko/auth';
import { createPeer, type SubgraphTransport } from '@soko/subgraph';
import { chainOwnEmail } from '../generated/peers/users.ts';

/**
 * The email address of the person who asks. It is verified: nobody logs in before. Users is asked in the viewer's name, so
 * that no copy of addresses is kept here.
 */
export type FindOwnEmail = (identity: RequestIdentity) => Promise<string | null>;

export function createFindOwnEmail(transport: SubgraphTransport): FindOwnEmail {
  const ask = createPeer('users', transport);
  return async (identity) => (await ask(chainOwnEmail, {}, identity)).me?.email ?? null;
}
