import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Controls } from '@soko/simulator-kit';
import type { FastifyInstance } from 'fastify';
import { change, type MailRecords, type TextRecord } from '../records.ts';
import { smsAccount } from './account.ts';
import { answerWith, type Answer, readForms } from './form.ts';

const path = '/2010-04-01/Accounts/:sid/Messages.json';

/** https://www.twilio.com/docs/api/errors */
const refusal = (status: number, code: number, message: string): Answer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  ...(status === 429 ? { headers: { 'retry-after': '1' } } : {}),
});

const authorization = `Basic ${Buffer.from(`${smsAccount.twilioSid}:${smsAccount.twilioToken}`).toString('base64')}`;

function mayCall(sid: string, header: string | undefined): boolean {
  const [given, right] = [Buffer.from(header ?? ''), Buffer.from(authorization)];
  return sid === smsAccount.twilioSid && given.length === right.length && timingSafeEqual(given, right);
}

const render = ({ id, at, from, to, body }: TextRecord) => ({
  sid: id,
  account_sid: smsAccount.twilioSid,
  from,
  to,
  body,
  status: 'delivered',
  direction: 'outbound-api',
  num_segments: String(Math.ceil(body.length / 160)),
  error_code: null,
  error_message: null,
  date_created: new Date(at).toUTCString(),
  date_sent: new Date(at).toUTCString(),
});

function sendText(records: MailRecords, controls: Controls, form: URLSearchParams): Answer {
  const [to, from, body] = [form.get('To') ?? '', form.get('From') ?? '', form.get('Body') ?? ''];
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refusal(400, 21_211, `The 'To' number ${to} is not a valid phone number.`);
  if (from === '') return refusal(400, 21_603, "A 'From' phone number is required.");
  if (body === '') return refusal(400, 21_602, 'Message body is required.');
  const text: TextRecord = {
    id: `SM${randomUUID().replaceAll('-', '')}`,
    at: controls.clock.now().toISOString(),
    service: 'twilio',
    from,
    to,
    body,
  };
  change(records, (draft) => draft.put('texts', text));
  return { status: 201, body: render(text) };
}

function listTexts(records: MailRecords, to: string | undefined, pageSize: number): Answer {
  const messages: object[] = [];
  for (const text of records.newestFirst('texts')) {
    if (text.service === 'twilio' && (to === undefined || text.to === to)) messages.push(render(text));
    if (messages.length >= pageSize) break;
  }
  return { status: 200, body: { messages, page: 0, page_size: pageSize, next_page_uri: null } };
}

/** Twilio's API of messages: sending one, and listing those to a number. */
export function addTwilio(app: FastifyInstance, records: MailRecords, controls: Controls): void {
  readForms(app);
  const unauthorised = refusal(401, 20_003, 'Authenticate');
  const failure = ({ status }: { status: number }): Answer =>
    status === 429 ? refusal(429, 20_429, 'Too many requests') : refusal(status, 20_500, 'Simulated failure');
  app.post<{ Params: { sid: string }; Body: URLSearchParams }>(path, ({ params, headers, body }, reply) =>
    answerWith({ controls, reply, call: 'POST /Messages', failure }, () =>
      mayCall(params.sid, headers.authorization) ? sendText(records, controls, body) : unauthorised,
    ),
  );
  app.get<{ Params: { sid: string }; Querystring: { To?: string; PageSize?: string } }>(
    path,
    ({ params, headers, query }, reply) =>
      answerWith({ controls, reply, call: 'GET /Messages', failure }, () =>
        mayCall(params.sid, headers.authorization)
          ? listTexts(records, query.To, Math.min(1_000, Number(query.PageSize ?? 50)))
          : unauthorised,
      ),
  );
}
