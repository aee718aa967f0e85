const censor = '[redacted]';

/** Greatest length of a text in a line. Clients choose some texts. */
const maxLength = 8_192;

/** Greatest depth of a field in a line. */
const maxDepth = 12;

/**
 * An email address, also with letters beyond ASCII and in a URL. It begins at a boundary, so that a long text without an
 * address is read once.
 */
const email =
  /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,256}(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;

/** A phone number in E.164 format, also with spaces. */
const phone = /\+\d(?:[ -]?\d){7,14}\b/g;

/** Names of fields that hold secrets, without `-` and `_`. */
const secretName = /(?:password|token|secret|authorization|cookie|apikey|privatekey|otp)$/i;

/** Names of fields that identify a person. */
const personalNames = [
  'firstName',
  'lastName',
  'displayName',
  'legalName',
  'taxId',
  'recipient',
  'line1',
  'line2',
  'postalCode',
  'email',
  'phone',
  'previousEmail',
];
const personalName = new RegExp(`^(?:${personalNames.join('|')})$`);

/** Names of postal addresses. As a text, an address is that of a server. */
const addressName = /^(?:address|shippingAddress|billingAddress)$/;

/** A quoted name within a text, as in JSON (also JSON within JSON) and in messages of Prisma: `firstName: "Ada"`. */
const named = (names: string): string => String.raw`(?<!\w)(${names})(\\{0,4}["'\x60]?\s{0,4}[:=]\s{0,4})`;
const quoted = String.raw`\\{0,4}"[^"]{0,500}(?:"|$)|'[^']{0,500}(?:'|$)`;

const members = new RegExp(`${named(personalNames.join('|'))}(?:${quoted})`, 'g');
const secrets = new RegExp(
  `${named(String.raw`\w{0,20}(?:[pP]assword|[tT]oken|[sS]ecret|[aA]uthorization|[cC]ookie|[aA]piKey|[pP]rivateKey)`)}(?:${quoted}|(?<==)[^\\s"'&,;]{1,500})`,
  'g',
);
const addresses = new RegExp(
  named('address|shippingAddress|billingAddress') +
    String.raw`\{(?:\\{0,4}"[^"\\]{0,300}\\{0,4}"|[^{}"\\]){0,300}(?:\}|$)`,
  'g',
);

/** The text without email addresses, phone numbers, and named secrets and personal data; cut if it is long. */
export function scrubText(text: string): string {
  // Cut a little later than shown, so that no half of an address remains at the end.
  let clean = text.length > maxLength ? text.slice(0, maxLength + 512) : text;
  if (/[:=]/.test(clean)) {
    clean = clean.replace(addresses, `$1$2"${censor}"`).replace(members, `$1$2"${censor}"`);
    clean = clean.replace(secrets, `$1$2"${censor}"`);
  }
  if (clean.includes('@') || clean.includes('%40')) clean = clean.replace(email, censor);
  if (clean.includes('+')) clean = clean.replace(phone, censor);
  return text.length > maxLength ? `${clean.slice(0, maxLength)}…` : clean;
}

/** True for a field whose value never belongs in a log. */
function isHidden(name: string, value: unknown, parent: object, depth: number): boolean {
  if (value === null || typeof value === 'boolean') return false;
  if (secretName.test(name.replaceAll(/[-_]/g, ''))) return true;
  if (typeof value === 'object') return addressName.test(name);
  if (personalName.test(name)) return true;
  // A one-time code. The code of an error is a useful one.
  if (name === 'code') return depth === 0 || (!('message' in parent) && /^"?\d{4,10}"?$/.test(JSON.stringify(value)));
  return name === 'to' && typeof value === 'string' && /^[\d ()-]{7,20}$/.test(value);
}

function scrub(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return censor;
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1));
  const entries = Object.entries(value).map(
    ([name, item]) => [name, isHidden(name, item, value, depth) ? censor : scrub(item, depth + 1)] as const,
  );
  return Object.fromEntries(entries);
}

/** A line of JSON without secrets, email addresses, phone numbers, names and postal addresses, at any depth. */
export function scrubLine(line: string): string {
  try {
    return `${JSON.stringify(scrub(JSON.parse(line), 0))}\n`;
  } catch {
    return `${JSON.stringify({ msg: scrubText(line) })}\n`;
  }
}
