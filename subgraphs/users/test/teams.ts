import type { Viewer } from '@soko/auth';
import type { Envelope } from '@soko/events';
import { mutationsOf } from './ask.ts';
import { join } from './people.ts';
import type { UsersGraph } from './start-users.ts';

export const storeFields =
  '... on Store { id name domain status plan mintQuota myRole brand { color tagline logoUrl } }';

export const memberFields = '... on StoreMember { id role status email user { id displayName } }';

/** Steps that several specs of stores share. */
export function teamsOf(graph: () => UsersGraph) {
  const change = mutationsOf(graph);

  const open = (as: Viewer, more: object = {}) =>
    change('createStore', { name: 'Rift Valley', ...more }, as, storeFields);

  const invite = (as: Viewer, storeId: string, email: string, role = 'MEMBER') =>
    change('inviteStoreMember', { storeId, email, role }, as, memberFields);

  const tokenSentTo = async (email: string): Promise<string> => {
    const told = (await graph().told('users.store.member_invited')) as Envelope<
      string,
      { email: string; token: string }
    >[];
    return graph().unsealed('store-invitation', told.findLast(({ data }) => data.email === email)?.data.token ?? '');
  };

  const accept = (as: Viewer, token: string) => change('acceptStoreInvitation', { token }, as, memberFields);

  /** A store with an administrator and one member. */
  const team = async (name: string) => {
    const founder = await join(graph(), `${name}-founder@example.com`);
    const colleague = await join(graph(), `${name}-colleague@example.com`);
    const store = await open(founder.viewer, { name });
    await invite(founder.viewer, store.id, colleague.email);
    const member = await accept(colleague.viewer, await tokenSentTo(colleague.email));
    return { founder, colleague, store, member };
  };

  return { change, open, invite, tokenSentTo, accept, team };
}
