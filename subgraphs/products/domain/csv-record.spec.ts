import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCsvRecord } from './csv-record.ts';

const written = (fields: readonly string[]): string =>
  fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');

describe('a CSV record', () => {
  it.each<[string, string[] | 'open' | 'broken']>([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""",', ['say "hi"', '']],
    ['"two\nlines"', ['two\nlines']],
    ['""', ['']],
    ['"open', 'open'],
    ['a,"open ""', 'open'],
    ['a 5" pipe,b', 'broken'],
    ['"closed" too early,b', 'broken'],
  ])('%j reads as %j', (text, fields) => {
    expect(parseCsvRecord(text, ',')).toEqual(fields);
  });

  it('gives back what was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', ';') });
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), (fields) => {
        expect(parseCsvRecord(written(fields), ',')).toEqual(fields);
      }),
    );
  });

  it('may be separated by semicolons', () => {
    expect(parseCsvRecord('a,1;"b;2"', ';')).toEqual(['a,1', 'b;2']);
  });
});
