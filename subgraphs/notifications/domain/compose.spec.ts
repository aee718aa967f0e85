import { describe, expect, it } from '@jest/globals';
import { compose } from './compose.ts';
import type { Draft } from './message.ts';

const now = new Date('2026-03-01T12:00:00Z');
const cause = { id: 'evt_1', time: '2026-03-01T11:59:59.000Z', correlationId: 'cor_1' };
const draft: Draft = {
  template: 'one-time-code',
  data: { purpose: 'LOGIN', code: '123456', minutes: 10 },
  channel: 'EMAIL',
  to: 'Ada@Example.org',
  userId: 'usr_1',
  locale: 'sw-KE',
  expiresAt: new Date('2026-03-01T12:10:00Z'),
};

describe('composing a message', () => {
  it('is queued for the normalised address, in the language of the reader', () => {
    expect(compose(draft, cause, now)).toMatchObject({
      to: 'ada@example.org',
      locale: 'sw',
      body: expect.stringContaining('123456'),
      status: 'QUEUED',
      dedupeKey: 'evt_1:EMAIL:one-time-code',
      correlationId: 'cor_1',
      createdAt: now,
      sentAt: null,
    });
  });

  it('is left out when its code has expired', () => {
    expect(compose({ ...draft, expiresAt: now }, cause, now)).toBeNull();
  });

  it('is left out when the event is a week old, as in a log that is read again', () => {
    const plain: Draft = { ...draft, template: 'account-reinstated', data: { firstName: 'Ada' }, expiresAt: null };
    expect(compose(plain, { ...cause, time: '2026-02-22T12:00:01.000Z' }, now)).not.toBeNull();
    expect(compose(plain, { ...cause, time: '2026-02-22T11:59:59.000Z' }, now)).toBeNull();
  });
});
