import { normaliseEmail } from '@soko/input';

/** An address as it is stored: email addresses in their one spelling, phone numbers as `+` and digits. Empty when it is neither. */
export const normaliseAddress = (address: string): string => {
  const trimmed = address.replaceAll(/\p{Cc}/gu, '').trim();
  return trimmed.includes('@') ? normaliseEmail(trimmed) : trimmed.replaceAll(/[^+\d]/g, '');
};
