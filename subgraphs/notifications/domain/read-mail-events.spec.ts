import { describe, expect, it } from '@jest/globals';
import { readMailEvents } from './read-mail-events.ts';

const at = (event: string, more: object = {}) => ({ email: 'Ada@Example.org', event, timestamp: 1, ...more });

describe('events of a mail service', () => {
  it.each([
    [at('bounce', { type: 'bounce' }), 'BOUNCE'],
    [at('bounce'), 'BOUNCE'],
    [at('spamreport'), 'COMPLAINT'],
    [at('dropped', { reason: 'Bounced Address' }), 'BOUNCE'],
    [at('dropped', { reason: 'Spam Reporting Address' }), 'COMPLAINT'],
  ])('%j stops mail to the address', (event, reason) => {
    expect(readMailEvents([event])).toEqual([
      { address: 'ada@example.org', reason, reportId: expect.stringContaining('sendgrid') },
    ]);
  });

  it('are the same by their id, and without one by all that they say', () => {
    const idOf = (more: object): string => readMailEvents([at('bounce', more)])[0]!.reportId;
    const other = (email: string): string => readMailEvents([{ ...at('bounce'), email }])[0]!.reportId;
    expect(idOf({ sg_event_id: 'one' })).toBe(idOf({ sg_event_id: 'one', timestamp: 2 }));
    expect(idOf({})).toBe(idOf({}));
    const ids = [idOf({}), idOf({ timestamp: 2 }), idOf({ sg_message_id: 'm' }), other('ben@example.org')];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    at('bounce', { type: 'blocked' }),
    at('delivered'),
    at('deferred'),
    at('dropped', { reason: 'toString' }),
    at('bounce', { email: 'nobody' }),
    { event: 'bounce' },
    null,
    7,
  ])('%j stops nothing', (event) => {
    expect(readMailEvents([event])).toEqual([]);
  });

  it('name an address once, and bodies of another form name none', () => {
    expect(readMailEvents([at('bounce'), at('bounce'), at('spamreport')])).toHaveLength(1);
    for (const body of [null, {}, 'x', { 0: at('bounce') }]) expect(readMailEvents(body)).toEqual([]);
  });
});
