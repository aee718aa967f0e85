import { randomUUID } from 'node:crypto';
import type { Controls } from '@soko/simulator-kit';
import type { FastifyInstance } from 'fastify';
import { change, type MailRecords } from '../records.ts';
import { smsAccount } from './account.ts';
import { answerWith, type Answer, readForms } from './form.ts';

/** https://developers.africastalking.com/docs/sms/sending: each recipient has a status code of its own. */
const answerOf = (number: string, statusCode: number, status: string, messageId: string): Answer => ({
  status: 201,
  body: {
    SMSMessageData: {
      Message: statusCode === 101 ? 'Sent to 1/1 Total Cost: KES 0.8000' : 'Sent to 0/1 Total Cost: 0',
      Recipients: [{ statusCode, number, status, cost: statusCode === 101 ? 'KES 0.8000' : '0', messageId }],
    },
  },
});

function sendText(records: MailRecords, controls: Controls, form: URLSearchParams): Answer {
  const [to, body] = [form.get('to') ?? '', form.get('message') ?? ''];
  if (form.get('username') !== smsAccount.africasTalkingUser || body === '')
    return { status: 400, body: { message: 'The request is missing a username or a message.' } };
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return answerOf(to, 403, 'InvalidPhoneNumber', 'None');
  const id = `ATXid_${randomUUID().replaceAll('-', '')}`;
  const at = controls.clock.now().toISOString();
  change(records, (draft) =>
    draft.put('texts', { id, at, service: 'africas-talking', from: form.get('from') ?? 'AFRICASTKNG', to, body }),
  );
  return answerOf(to, 101, 'Success', id);
}

/** Africa's Talking's API of messages. It has no call that finds a sent message. */
export function addAfricasTalking(app: FastifyInstance, records: MailRecords, controls: Controls): void {
  readForms(app);
  const failure = ({ status }: { status: number }): Answer => ({
    status,
    body: { message: 'Simulated failure' },
    ...(status === 429 ? { headers: { 'retry-after': '1' } } : {}),
  });
  app.post<{ Body: URLSearchParams }>('/version1/messaging', ({ headers, body }, reply) =>
    answerWith({ controls, reply, call: 'POST /messaging', failure }, () =>
      headers.apikey === smsAccount.africasTalkingKey
        ? sendText(records, controls, body)
        : { status: 401, body: { message: 'The supplied authentication is invalid.' } },
    ),
  );
}
