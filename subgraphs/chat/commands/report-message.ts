import { requireUser } from '@soko/auth';
import { notFound } from '@soko/errors';
import { chatConversation, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import { readOptional, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import { factsOf, sideOfSender, sideOfViewer } from '../domain/conversation.ts';
import { ownMessage, type OwnMessage } from '../domain/refusals.ts';
import type { Report, ReportReason } from '../domain/report.ts';
import { lockConversation, saveVersion } from '../store/conversation-rows.ts';
import { addReport } from '../store/reports.ts';

interface ReportMessageInput {
  messageId: string;
  reason: ReportReason;
  note?: string | null | undefined;
}

const maxNote = 1_000;

const readNote = ({ reason, note }: ReportMessageInput): string | null =>
  reason === 'OTHER'
    ? readText(note ?? '', 'note', { max: maxNote })
    : readOptional(readText, note, 'note', { max: maxNote });

const messageNotFound = () => notFound('The message');

/** Reports a message of the other side to support. A repeat returns the first report. */
export async function reportMessage(context: ChatContext, input: ReportMessageInput): Promise<Report | OwnMessage> {
  const { id: reporterId } = requireUser(context.viewer);
  const note = readNote(input);
  const { loaders, limits, pool, trail, now } = context;
  const message = await loaders.message.load(input.messageId);
  const conversation = message && (await loaders.conversation.load(message.conversationId));
  const side = conversation && sideOfViewer(conversation, context.viewer);
  if (message === null || conversation === null || side === null) throw messageNotFound();
  if (sideOfSender(conversation, message.senderId) === side) return ownMessage();
  await limits.take([{ name: 'chat.reports-by-person', key: reporterId, says: 'Too many reports.' }]);
  const report: Report = {
    id: newId('rpt'),
    conversationId: conversation.id,
    messageId: message.id,
    reporterId,
    reason: input.reason,
    note,
    status: 'OPEN',
    decisionNote: null,
    createdAt: now(),
    decidedAt: null,
  };
  return inTransaction(pool, async (tx) => {
    const locked = await lockConversation(tx, conversation.id);
    if (locked === null) throw messageNotFound();
    const saved = await addReport(tx, report);
    if (saved.id !== report.id) return saved;
    const version = locked.version + 1;
    await saveVersion(tx, { ...locked, version });
    const data = {
      conversation: factsOf(locked),
      reportId: report.id,
      messageId: message.id,
      reporterId,
      reason: report.reason,
    };
    await tell(tx, [newEvent(chatConversation, 'reported', { subject: locked.id, sequence: version, data }, trail)]);
    return saved;
  });
}
