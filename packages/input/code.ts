import { badUserInput } from '@soko/errors';

/** Reads a six-digit code; spaces and hyphens are ignored. Throws BAD_USER_INPUT at `field`. */
export function readCode(text: string, field = 'code'): string {
  const code = text.replaceAll(/[\s-]/g, '');
  if (!/^\d{6}$/.test(code)) throw badUserInput('The code must have six digits.', field);
  return code;
}
