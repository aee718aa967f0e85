import { badUserInput, forbidden } from '@soko/errors';
import { isId } from '@soko/ids';
import { encodeCursor, type Page, type PageArguments, readPage, toConnection } from '@soko/pagination';
import { isLoopback } from '../domain/is-loopback.ts';
import { normaliseAddress } from '../domain/normalise-address.ts';
import type { QueryResolvers } from '../generated/graphql.ts';

/** A page whose cursor is a message's id. */
function readMessagePage(args: PageArguments): Page<string> {
  const page = readPage(args, 1);
  const cursor = page.cursor === null ? null : String(page.cursor[0]);
  if (cursor !== null && !isId('ntf', cursor)) {
    throw badUserInput('This cursor is not one this list gave out.', page.backwards ? 'before' : 'after');
  }
  return { ...page, cursor };
}

export const query: QueryResolvers = {
  async outbox(_parent, { to, ...args }, { identity, messages, outboxIsShown }) {
    if (!outboxIsShown || !isLoopback(identity.clientAddress)) {
      throw forbidden('The outbox is shown where NOTIFICATIONS_OUTBOX is on, to a client on the same machine.');
    }
    const recipient = to == null ? null : normaliseAddress(to);
    if (recipient === '') throw badUserInput('Expected an e-mail address or a phone number.', 'to');
    const page = readMessagePage(args);
    const found = await messages.page(recipient, page);
    return toConnection(found, page, (message) => encodeCursor([message.id]));
  },
};
