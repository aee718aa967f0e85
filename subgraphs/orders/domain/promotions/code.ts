import { badUserInput } from '@soko/errors';

/** Codes that a cart holds at most. */
export const maxCodesOfCart = 5;

/** The payer of the platform's codes. Those of a seller have the seller's id. */
export const platformPayer = 'platform';

/** Promotions of one payer at most that have not ended. */
export const maxUnended = { platform: 500, seller: 100 };

/** Letters of generated codes: without those that people mistake for another (Crockford's base 32). */
export const codeLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random letters of a generated code: 80 bits. */
export const codeLength = 16;

const shape = /^[A-Z0-9][A-Z0-9-]{2,38}[A-Z0-9]$/;

/** A code as people write it, in capitals and without spaces. Throws BAD_USER_INPUT. */
export function readPromotionCode(text: string, field: string): string {
  const code = text.replaceAll(/\s/g, '').toUpperCase();
  if (shape.test(code)) return code;
  throw badUserInput('The code must have 4 to 40 letters A to Z, digits and hyphens, such as SPRING-26.', field);
}

/** A generated code in groups of four, after its prefix if there is one: `SPRING-7K2M-…`. */
export function formatCode(letters: string, prefix: string | null): string {
  const groups = letters.match(/.{4}/g) ?? [];
  return [...(prefix === null ? [] : [prefix]), ...groups].join('-');
}
