import { requireUser, type UserViewer } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { ChatContext } from '../context.ts';
import { type Conversation, type Side, sideOfViewer } from '../domain/conversation.ts';

/**
 * A conversation of the viewer or of their store, and the viewer's side. Throws NOT_FOUND for others, also for support, which
 * reads and never writes.
 */
export async function loadOwnConversation(
  { viewer, loaders }: Pick<ChatContext, 'viewer' | 'loaders'>,
  id: string,
): Promise<{ user: UserViewer; conversation: Conversation; side: Side }> {
  const user = requireUser(viewer);
  const conversation = await loaders.conversation.load(id);
  const side = conversation && sideOfViewer(conversation, viewer);
  if (conversation === null || side === null) throw conversationNotFound();
  return { user, conversation, side };
}

export const conversationNotFound = () => notFound('The conversation');

/** The conversation after a change of it in this request. */
export async function reloadConversation({ loaders }: Pick<ChatContext, 'loaders'>, id: string): Promise<Conversation> {
  const saved = await loaders.conversation.clear(id).load(id);
  if (saved === null) throw conversationNotFound();
  return saved;
}
