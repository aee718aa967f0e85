import { describe, expect, it } from '@jest/globals';
import { personal } from '@soko/events';
import { z } from 'zod';
import { fieldsOf } from './fields-of.ts';

describe('the fields of an event', () => {
  it('are listed with those of nested objects, lists and maps', () => {
    const data = z.object({
      userId: z.string(),
      at: z.iso.datetime().describe('When.'),
      channel: z.enum(['EMAIL', 'SMS']),
      count: z.int().optional(),
      email: personal(z.string()).nullable().describe('Where to write.'),
      lines: z.array(z.object({ sku: z.string() })).describe('What was bought.'),
      tags: z.array(z.string()),
      storeId: z.string().nullable(),
      anything: z.unknown(),
      byName: z.record(z.string(), z.object({ left: z.boolean() })),
      payout: z.object({ kind: z.literal('MPESA') }).nullable(),
    });
    expect(fieldsOf(data)).toEqual([
      { path: 'userId', type: 'text', meaning: '' },
      { path: 'at', type: 'date and time', meaning: 'When.' },
      { path: 'channel', type: '`EMAIL`, `SMS`', meaning: '' },
      { path: 'count?', type: 'whole number', meaning: '' },
      { path: 'email', type: 'text or null', meaning: 'Where to write. Personal.' },
      { path: 'lines', type: 'list of object', meaning: 'What was bought.' },
      { path: 'lines[].sku', type: 'text', meaning: '' },
      { path: 'tags', type: 'list of text', meaning: '' },
      { path: 'storeId', type: 'text or null', meaning: '' },
      { path: 'anything', type: 'anything', meaning: '' },
      { path: 'byName', type: 'map to object', meaning: '' },
      { path: 'byName.*.left', type: 'true or false', meaning: '' },
      { path: 'payout', type: 'object or null', meaning: '' },
      { path: 'payout.kind', type: '`MPESA`', meaning: '' },
    ]);
  });
});
