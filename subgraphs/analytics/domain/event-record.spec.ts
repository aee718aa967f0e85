import { describe, expect, it } from '@jest/globals';
import { newEvent, topics, usersUser } from '@soko/events';
import { createRecorder } from './event-record.ts';

const record = createRecorder(topics);
const event = newEvent(
  usersUser,
  'registered',
  {
    subject: 'usr_1',
    sequence: 1,
    data: { email: 'ada@example.org', firstName: 'Ada', locale: 'en', roles: ['CUSTOMER'] },
  },
  {
    correlationId: 'cor_1',
    causationId: null,
    actor: { kind: 'apiKey', id: 'key_1' },
    now: () => new Date('2026-03-01T12:00:00Z'),
  },
);

describe('the record of an event', () => {
  it('contains the event without personal data', () => {
    expect(record(event)).toEqual({
      id: event.id,
      topic: 'users.user',
      type: 'users.user.registered',
      version: 1,
      subject: 'usr_1',
      sequence: 1,
      time: new Date('2026-03-01T12:00:00Z'),
      correlationId: 'cor_1',
      causationId: null,
      actor: { kind: 'API_KEY', id: 'key_1' },
      data: { email: '(personal)', firstName: '(personal)', locale: 'en', roles: ['CUSTOMER'] },
    });
  });

  it('of an undeclared type has no data', () => {
    expect(record({ ...event, type: 'users.user.cloned' }).data).toBe('(unknown type)');
  });
});
