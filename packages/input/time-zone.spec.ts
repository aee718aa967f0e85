import { describe, expect, it } from '@jest/globals';
import { readTimeZone } from './time-zone.ts';

describe('a time zone', () => {
  it.each([
    ['Africa/Nairobi', 'Africa/Nairobi'],
    ['africa/nairobi', 'Africa/Nairobi'],
    ['America/Argentina/Ushuaia', 'America/Argentina/Ushuaia'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
  ])('"%s" is read as %s', (text, expected) => {
    expect(readTimeZone(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'Nairobi',
    '+03:00',
    'UTC+3',
    'Africa/Nairobi ',
    'Africa/Nairobi\n',
    'Europe/',
    '../etc',
    'x'.repeat(200),
  ])('is not "%s"', (text) => {
    expect(() => readTimeZone(text)).toThrow('must be a name of the IANA database');
  });
});
