import { describe, expect, it } from '@jest/globals';
import { outcomeOfSmtpError } from './smtp-outcome.ts';

const failed = (error: Partial<Parameters<typeof outcomeOfSmtpError>[0]>) =>
  outcomeOfSmtpError({ message: 'failed', ...error });

const reply = (command: string, response: string) =>
  failed({ code: 'EENVELOPE', command, response, responseCode: Number(response.slice(0, 3)) });

describe('a mail that the server did not accept', () => {
  it.each([
    ['RCPT TO', '450 4.2.0 Greylisted'],
    ['DATA', '452 4.3.1 Insufficient storage'],
    ['MAIL FROM', '421 4.7.0 Too many messages'],
    ['AUTH PLAIN', '535 5.7.8 Bad credentials'],
    ['CONN', '554 5.3.2 No service here'],
  ])('is tried again: %s %s', (command, response) => {
    expect(reply(command, response)).toMatchObject({ result: 'later', reason: response });
  });

  it.each(['550 5.1.1 User unknown', '550 No such user', '553 5.1.3 Bad address', '550 5.2.1 Mailbox disabled'])(
    'cannot reach the address: %s',
    (response) => {
      expect(reply('RCPT TO', response)).toEqual({ result: 'refused', reason: response, isAddress: true });
    },
  );

  it.each([
    ['RCPT TO', '550 5.7.1 Blocked by policy'],
    ['RCPT TO', '552 5.2.2 Mailbox full'],
    ['DATA', '554 5.6.0 Message refused'],
    ['MAIL FROM', '550 5.1.8 Bad sender'],
  ])('is given up, and the address stays good: %s %s', (command, response) => {
    expect(reply(command, response)).toEqual({ result: 'refused', reason: response, isAddress: false });
  });

  it.each(['ECONNREFUSED', 'EDNS', 'ETLS'])('was not sent without a connection: %s', (code) => {
    expect(failed({ code })).toMatchObject({ result: 'later' });
    expect(failed({ code: 'ESOCKET', originalCode: code, command: 'CONN' })).toMatchObject({ result: 'later' });
  });

  it.each([
    ['ETIMEDOUT', 'DATA'],
    ['ECONNECTION', 'CONN'],
    ['ESOCKET', undefined],
    [undefined, undefined],
  ])('may have been sent when the connection ends without a reply: %s %s', (code, command) => {
    expect(failed({ code, command })).toMatchObject({ result: 'unknown' });
  });
});
