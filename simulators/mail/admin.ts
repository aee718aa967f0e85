import { AdminRefusal } from '@soko/simulator-kit';
import type { FastifyInstance } from 'fastify';
import { change, type MailRecord, type MailRecords } from './records.ts';
import type { MailEvent, Webhooks } from './webhooks.ts';

const states = { bounce: 'bounced', spamreport: 'reported' } as const;

function* matching<Message extends { to: string }>(
  messages: Iterable<Message>,
  to: string | undefined,
): Generator<Message> {
  for (const message of messages) if (to === undefined || message.to === to.toLowerCase()) yield message;
}

const mostListed = 1_000;

/** The newest messages, to `to` alone if that is given. */
const listOf = <Message extends { to: string }>(messages: Iterable<Message>, to: string | undefined): Message[] => {
  const list: Message[] = [];
  for (const message of matching(messages, to)) if (list.push(message) === mostListed) break;
  return list;
};

/** The admin API of the mailboxes: lists, and what a mailbox may do with a mail. */
export function addMailAdmin(app: FastifyInstance, records: MailRecords, webhooks: Webhooks): void {
  const report = (id: string, event: MailEvent): MailRecord => {
    const mail = records.get('mails', id);
    if (!mail) throw new AdminRefusal('There is no such mail.', 404);
    const reported = { ...mail, state: states[event] };
    change(records, (draft) => draft.put('mails', reported));
    webhooks.report(mail, event);
    return reported;
  };
  app.get<{ Querystring: { to?: string } }>('/mails', async ({ query }) => ({
    total: records.count('mails'),
    data: listOf(records.newestFirst('mails'), query.to),
  }));
  app.get<{ Querystring: { to?: string } }>('/texts', async ({ query }) => ({
    total: records.count('texts'),
    data: listOf(records.newestFirst('texts'), query.to),
  }));
  app.post<{ Params: { id: string } }>('/mails/:id/bounce', async ({ params }) => report(params.id, 'bounce'));
  app.post<{ Params: { id: string } }>('/mails/:id/report', async ({ params }) => report(params.id, 'spamreport'));
}
