import type { PruneRule } from '@soko/postgres';

const dayMs = 86_400_000;

/** Old conversations, with their messages and decided reports. The files of their pictures follow: no message has them then. */
export const pruneRules = ({ conversationDays }: { conversationDays: number }): PruneRule[] => [
  {
    table: 'conversation',
    where: `last_message_at < $1 AND NOT EXISTS (
      SELECT FROM report r WHERE r.conversation_id = conversation.id AND r.status = 'OPEN')`,
    keepMs: conversationDays * dayMs,
  },
];
