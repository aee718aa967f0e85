import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { chatConversation, type Envelope, newEvent } from '@soko/events';
import { readOptional, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import type { ChatContext } from '../context.ts';
import { type ConversationRow, factsOf } from '../domain/conversation.ts';
import { messageReportDecided, type MessageReportDecided } from '../domain/refusals.ts';
import { type Report, type ReportDecision, statusAfter } from '../domain/report.ts';
import { lockConversation, saveVersion } from '../store/conversation-rows.ts';
import { decideReport } from '../store/reports.ts';

interface DecideMessageReportInput {
  reportId: string;
  decision: ReportDecision;
  note?: string | null | undefined;
}

const reportNotFound = () => notFound('The report');

/** Decides a report, and closes its conversation if that is the decision. The same decision again returns the report. */
export async function decideMessageReport(
  context: ChatContext,
  input: DecideMessageReportInput,
): Promise<Report | MessageReportDecided> {
  const { id: decidedBy } = requireRole(context.viewer, 'SUPPORT');
  const note = readOptional(readText, input.note, 'note', { max: 1_000 });
  const { loaders, pool, now } = context;
  const report = await loaders.report.load(input.reportId);
  if (report === null) throw reportNotFound();
  const status = statusAfter(input.decision);
  await inTransaction(pool, async (tx) => {
    const locked = await lockConversation(tx, report.conversationId);
    if (locked === null) throw reportNotFound();
    const at = now();
    if (!(await decideReport(tx, { id: report.id, status, decidedBy, note, now: at }))) return;
    await saveDecision(tx, context, locked, { reportId: report.id, decision: input.decision, at });
  });
  const saved = await loaders.report.clear(report.id).load(report.id);
  if (saved === null) throw reportNotFound();
  return saved.status === status ? saved : messageReportDecided(saved.status);
}

async function saveDecision(
  tx: Queryable,
  { trail }: ChatContext,
  locked: ConversationRow,
  { reportId, decision, at }: { reportId: string; decision: ReportDecision; at: Date },
): Promise<void> {
  const closes = decision === 'CLOSE_CONVERSATION' && locked.status !== 'CLOSED';
  const status = closes ? 'CLOSED' : locked.status;
  const version = locked.version + (closes ? 2 : 1);
  const conversation = factsOf(locked, status);
  const decided: Envelope = newEvent(
    chatConversation,
    'report_decided',
    { subject: locked.id, sequence: locked.version + 1, data: { conversation, reportId, decision } },
    trail,
  );
  const closed = newEvent(
    chatConversation,
    'closed',
    { subject: locked.id, sequence: version, data: { conversation, reason: 'SUPPORT' } },
    trail,
  );
  await saveVersion(tx, { id: locked.id, version, status }, closes ? at : null);
  await tell(tx, closes ? [decided, closed] : [decided]);
}
