import { badUserInput } from '@soko/errors';

/** A phone number as E.164; spaces, hyphens and brackets are taken out. Throws BAD_USER_INPUT at `field`. */
export function readPhone(text: string, field = 'phone'): string {
  const phone = text.replaceAll(/[\s().-]/g, '');
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw badUserInput('Write the number with its country code, such as +254712345678.', field);
  }
  return phone;
}
