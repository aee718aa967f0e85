import { hasRole } from '@soko/auth';
import type { ChatContext } from '../context.ts';
import type { MessageReportResolvers } from '../generated/graphql.ts';
import { visibleReport } from './visible.ts';

export const messageReport: MessageReportResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ChatContext) => visibleReport(context, id),
  async message({ messageId }, _, { loaders }) {
    const found = await loaders.message.load(messageId);
    if (found === null) throw new Error(`Message ${messageId} was deleted while its report was read.`);
    return found;
  },
  reporter: ({ reporterId }) => ({ id: reporterId }),
  decisionNote: ({ decisionNote }, _, { viewer }) => (hasRole(viewer, 'SUPPORT') ? decisionNote : null),
};
