import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';
import { readLine } from './text.ts';

/**
 * Countries by the numbers of digits that their postal codes have, after the Universal Postal Union's addressing sheets
 * (https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions). Countries are missing whose codes
 * are young, hardly used, or have several forms: their codes are taken as they are.
 */
const countriesByDigits: Readonly<Record<string, string>> = {
  '3': 'FO IS',
  '4': 'AT AU BD BE BG CH CY DK ET GE HU LI LU LV MD MK NO NZ PH SI TN ZA',
  '5': 'BA CZ DE DZ EE ES FI FR GR HR ID IT JO KE LK LT MA MC ME MM MX MY NP PK PL SE SK SM TH TR TZ UA UY VA',
  '6': 'BY CN CO IN KG NG RO RU SG UZ',
  '7': 'CL JP',
  '8': 'BR',
  '10': 'IR',
  '3 5 6': 'TW',
  '4 7': 'PT',
  '5 6': 'KR RS VN',
  '5 7': 'IL',
  '5 9': 'SA US',
};

interface Rule {
  pattern: RegExp;
  example: string;
}

const digitRules: [string, Rule][] = Object.entries(countriesByDigits).flatMap(([lengths, countries]) => {
  const each = lengths.split(' ');
  const pattern = new RegExp(`^(?:${each.map((length) => `\\d{${length}}`).join('|')})$`);
  const rule = { pattern, example: `${each.join(' or ')} digits` };
  return countries.split(' ').map((country): [string, Rule] => [country, rule]);
});

const british: Rule = {
  pattern: /^(?:GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|(?:BFPO)\d{1,4})$/,
  example: 'such as SW1A 1AA',
};

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...digitRules,
  ['CA', { pattern: /^[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d$/, example: 'such as K1A 0B1' }],
  ['GB', british],
  ['GG', british],
  ['IE', { pattern: /^[A-Z]\d[\dW][A-Z\d]{4}$/, example: 'such as D02 AF30' }],
  ['IM', british],
  ['JE', british],
  ['MT', { pattern: /^[A-Z]{3}\d{2,4}$/, example: 'such as VLT 1117' }],
  ['NL', { pattern: /^[1-9]\d{3}[A-Z]{2}$/, example: 'such as 1012 AB' }],
]);

/** Letters and digits alone, in capitals and ASCII: people write spaces, hyphens and full-width digits. */
const compact = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}.〒]/gu, '');

const fits = ({ pattern }: Rule, code: string, country: string): boolean =>
  // `DE-10115` and, as on old letters, `D-10115`.
  [code, code.replace(new RegExp(`^${country}`), ''), code.replace(/^[A-Z]{1,3}(?=\d)/, '')].some((each) =>
    pattern.test(each),
  );

/** The greatest number of characters. */
export const maxPostalCodeLength = 20;

/** A postal code as it was written. Throws BAD_USER_INPUT at `field` for one that the country cannot have. */
export function readPostalCode(text: string, field: string, country: string): string {
  const code = readLine(text, field, { max: maxPostalCodeLength });
  const rule = rules.get(country);
  if (rule === undefined || fits(rule, compact(code), country)) return code;
  throw badUserInput(`${nameField(field)} must be one of ${country}: ${rule.example}.`, field);
}
