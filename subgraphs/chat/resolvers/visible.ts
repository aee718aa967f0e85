import type { ChatContext } from '../context.ts';
import type { Conversation } from '../domain/conversation.ts';
import { maySeeConversation, maySeeReport } from '../domain/may-see.ts';
import type { Message } from '../domain/message.ts';
import type { Report } from '../domain/report.ts';

type Looking = Pick<ChatContext, 'viewer' | 'loaders'>;

/** The conversation, or null when it does not exist or the viewer may not see it. */
export async function visibleConversation({ viewer, loaders }: Looking, id: string): Promise<Conversation | null> {
  const found = await loaders.conversation.load(id);
  return found !== null && maySeeConversation(viewer, found) ? found : null;
}

/** The message, or null when it does not exist or the viewer may not see its conversation. */
export async function visibleMessage(context: Looking, id: string): Promise<Message | null> {
  const found = await context.loaders.message.load(id);
  return found !== null && (await visibleConversation(context, found.conversationId)) !== null ? found : null;
}

/** The report, or null when it does not exist or the viewer may not see it. */
export async function visibleReport({ viewer, loaders }: Looking, id: string): Promise<Report | null> {
  const found = await loaders.report.load(id);
  return found !== null && maySeeReport(viewer, found) ? found : null;
}
