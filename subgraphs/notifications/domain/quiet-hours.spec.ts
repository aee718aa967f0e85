import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quietUntil, readTimeOfDay, timeOfDay } from './quiet-hours.ts';

const hoursOf = (from: string, to: string, timeZone: string) => ({
  fromMinute: readTimeOfDay(from)!,
  toMinute: readTimeOfDay(to)!,
  timeZone,
});

const night = (timeZone: string) => hoursOf('22:00', '07:00', timeZone);

const endOf = (hours: ReturnType<typeof hoursOf>, now: string): string | null =>
  quietUntil(hours, new Date(now))?.toISOString() ?? null;

describe('quiet hours', () => {
  it.each([
    ['before them', '2026-03-01T18:59:59Z', null],
    ['at their first minute', '2026-03-01T19:00:00Z', '2026-03-02T04:00:00.000Z'],
    ['after midnight', '2026-03-02T00:30:31.500Z', '2026-03-02T04:00:00.000Z'],
    ['in their last minute', '2026-03-02T03:59:59.999Z', '2026-03-02T04:00:00.000Z'],
    ['at their end', '2026-03-02T04:00:00Z', null],
  ])('in Nairobi, %s', (_, now, end) => {
    expect(endOf(night('Africa/Nairobi'), now)).toBe(end);
  });

  it('within one day are not those across midnight', () => {
    const noon = hoursOf('12:00', '14:00', 'Europe/Berlin');
    expect(endOf(noon, '2026-06-01T10:30:00Z')).toBe('2026-06-01T12:00:00.000Z');
    expect(endOf(noon, '2026-06-01T22:30:00Z')).toBeNull();
  });

  it('end by the new time when clocks change in the night', () => {
    // Berlin: at 02:00 clocks show 03:00; in autumn, at 03:00 they show 02:00.
    expect(endOf(night('Europe/Berlin'), '2026-03-28T22:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
    expect(endOf(night('Europe/Berlin'), '2026-10-24T21:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
    // An end that the clocks skip.
    expect(endOf(hoursOf('22:00', '02:30', 'Europe/Berlin'), '2026-03-28T23:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('always end after now, within a day and an hour, and not in themselves', () => {
    const zone = fc.constantFrom('Africa/Nairobi', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC');
    const minute = fc.integer({ min: 0, max: 1_439 });
    const time = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, minute, minute, time, (timeZone, fromMinute, toMinute, now) => {
        fc.pre(fromMinute !== toMinute);
        const hours = { fromMinute, toMinute, timeZone };
        const end = quietUntil(hours, now);
        if (end === null) return;
        const waitMs = end.getTime() - now.getTime();
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(25 * 3_600_000);
        // Clocks that go back may repeat the last quiet hour: then the rest of it is waited for as well.
        const next = quietUntil(hours, end);
        if (next !== null) expect(quietUntil(hours, next)).toBeNull();
      }),
    );
  });
});

describe('a time of day', () => {
  it.each(['00:00', '07:30', '23:59'])('%s is read and written', (text) => {
    expect(timeOfDay(readTimeOfDay(text)!)).toBe(text);
  });

  it.each(['', '24:00', '7:30', '07:60', '07:30:00', ' 07:30', '０７:30'])('is not "%s"', (text) => {
    expect(readTimeOfDay(text)).toBeNull();
  });
});
