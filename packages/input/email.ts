import { domainToASCII, domainToUnicode } from 'node:url';
import { badUserInput } from '@soko/errors';
import { nameField } from './name-field.ts';

const localShape = /^[^\s\p{C}\p{DI}@<>()[\],;:"\\]{1,64}$/u;

/** Letters of any script with their marks. The conversion to ASCII would drop invisible characters and read escapes. */
const writtenDomain = /^[\p{L}\p{M}\p{N}.-]+$/u;

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainShape = new RegExp(String.raw`^(?:${label}\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{1,59})$`);

/** The domain as name servers know it: `müller.example` and `xn--mller-kva.example` are one. Empty when it is none. */
function toAsciiDomain(domain: string): string {
  const composed = domain.normalize('NFC');
  const ascii = writtenDomain.test(composed) && !/\p{DI}/u.test(composed) ? domainToASCII(composed) : '';
  // Node 20 returns nothing for punycode that stands for no text; later versions return it unread.
  const isRead = !/(^|\.)xn--/.test(domainToUnicode(ascii));
  return isRead && domainShape.test(ascii) ? ascii : '';
}

/** An address in its one spelling; null for a text that is none. */
function parse(text: string): string | null {
  const email = text.normalize('NFC').trim().toLowerCase();
  const at = email.lastIndexOf('@');
  const [local, domain] = [email.slice(0, Math.max(at, 0)), toAsciiDomain(email.slice(at + 1))];
  const whole = `${local}@${domain}`;
  return localShape.test(local) && domain !== '' && whole.length <= 254 ? whole : null;
}

/** One spelling for every way to write an address: trimmed, lower case, composed, the domain in ASCII (punycode). */
export const normaliseEmail = (text: string): string => parse(text) ?? text.normalize('NFC').trim().toLowerCase();

/** A well-formed email address of at most 254 characters in its one spelling. Throws BAD_USER_INPUT at `field`. */
export function readEmail(text: string, field = 'email'): string {
  const email = parse(text);
  if (email !== null) return email;
  throw badUserInput(`${nameField(field)} must be an email address, such as ada@example.com.`, field);
}
