import { createHostCheck } from '@soko/env/hosts';
import type { FastifyInstance } from 'fastify';
import type { MailRecord, MailRecords, TextRecord } from '../records.ts';
import { inboxPage, mailPage, missingPage, textsPage } from './pages.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const rowsShown = 100;

const isThisMachine = createHostCheck();

const pageSecurity =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A mail runs no script and loads nothing; its links open in a tab of their own. */
const mailSecurity =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

/** The newest messages whose address or text contains `search`. */
function search<Message extends MailRecord | TextRecord>(messages: Iterable<Message>, wanted: string): Message[] {
  const found: Message[] = [];
  const needle = wanted.trim().toLowerCase();
  for (const message of messages) {
    const title = 'subject' in message ? message.subject : message.body;
    if (!`${message.to} ${title}`.toLowerCase().includes(needle)) continue;
    if (found.push(message) === rowsShown) break;
  }
  return found;
}

interface Wanted {
  Querystring: { search?: string };
  Params: { id: string };
}

/** The page of a mail client, with the messages of everybody. */
export function addInbox(app: FastifyInstance, records: MailRecords): void {
  // A page of another site could otherwise read codes through a name that resolves to this machine.
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (isThisMachine(headers.host)) return;
    await reply.status(403).send({ message: 'The mailboxes are served at localhost and IP addresses only.' });
  });
  const counts = () => ({ mails: records.count('mails'), texts: records.count('texts') });
  const mails = (wanted = '') => search(records.newestFirst('mails'), wanted);

  app.get<Wanted>('/', async ({ query }, reply) =>
    reply
      .type('text/html')
      .header('content-security-policy', pageSecurity)
      .send(inboxPage({ mails: mails(query.search), counts: counts(), search: query.search ?? '' })),
  );
  app.get<Wanted>('/texts', async ({ query }, reply) =>
    reply
      .type('text/html')
      .header('content-security-policy', pageSecurity)
      .send(
        textsPage({
          texts: search(records.newestFirst('texts'), query.search ?? ''),
          counts: counts(),
          search: query.search ?? '',
        }),
      ),
  );
  app.get<Wanted>('/mails/:id', async ({ params, query }, reply) => {
    const mail = records.get('mails', params.id);
    const listed = { mails: mails(query.search), counts: counts(), search: query.search ?? '' };
    return reply
      .status(mail ? 200 : 404)
      .type('text/html')
      .header('content-security-policy', pageSecurity)
      .send(mail ? mailPage(listed, mail) : missingPage(listed));
  });
  app.get<Wanted>('/mails/:id/html', async ({ params }, reply) => {
    const mail = records.get('mails', params.id);
    return reply
      .status(mail?.html ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', mailSecurity)
      .send(mail?.html ? `<base target="_blank">${mail.html}` : 'This mail has no HTML.');
  });
  app.get('/counts', async () => counts());
  app.get('/inbox.css', async (_request, reply) => reply.type('text/css').send(style));
  app.get('/inbox.js', async (_request, reply) => reply.type('text/javascript').send(script));
}
