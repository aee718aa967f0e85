export type ReportReason = 'ABUSE' | 'FRAUD' | 'SPAM' | 'OTHER';

export type ReportStatus = 'OPEN' | 'DISMISSED' | 'CONVERSATION_CLOSED';

export type ReportDecision = 'DISMISS' | 'CLOSE_CONVERSATION';

/** A report of a message to support. */
export interface Report {
  id: string;
  conversationId: string;
  messageId: string;
  reporterId: string;
  reason: ReportReason;
  note: string | null;
  status: ReportStatus;
  decisionNote: string | null;
  createdAt: Date;
  decidedAt: Date | null;
}

/** The status to which a decision leads. */
export const statusAfter = (decision: ReportDecision): ReportStatus =>
  decision === 'DISMISS' ? 'DISMISSED' : 'CONVERSATION_CLOSED';
