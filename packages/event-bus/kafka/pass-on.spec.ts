import { describe, expect, it } from '@jest/globals';
import { logLevel } from 'kafkajs';
import { passOn } from './pass-on.ts';

/** The level and the fields of the line that an entry of kafkajs becomes. */
function lineOf(namespace: string, message: string, more: object = {}) {
  const lines: [string, object][] = [];
  const log = {
    debug: (fields: object) => void lines.push(['debug', fields]),
    warn: (fields: object) => void lines.push(['warn', fields]),
  };
  const entry = { namespace, level: logLevel.ERROR, label: 'ERROR', log: { timestamp: '', message, ...more } };
  passOn(log, entry);
  return lines[0];
}

describe('a line of kafkajs', () => {
  it.each([
    ['Producer', 'Failed to send: Connection error: connect ECONNREFUSED 127.0.0.1:9092'],
    ['Admin', 'Request Metadata timed out'],
    ['Connection', 'Response Metadata(key: 3)'],
  ])('of a broker that is away is for debugging: %s', (namespace, message) => {
    expect(lineOf(namespace, message)?.[0]).toBe('debug');
  });

  it('is a warning without a stack otherwise', () => {
    expect(lineOf('Producer', 'The message is too large', { error: 'too large', stack: 'at x' })).toEqual([
      'warn',
      { kafka: 'Producer', error: 'too large' },
    ]);
  });
});
