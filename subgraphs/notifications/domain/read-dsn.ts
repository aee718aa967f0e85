import { isAboutMailbox } from './is-about-mailbox.ts';

/** A mail of Soko that a mail server could not deliver, and never will. */
export interface Returned {
  /** The `Message-ID` of the mail, without angle brackets. */
  messageId: string;
}

interface Part {
  /** Header fields by their names in lower case. The first of a name counts. */
  headers: ReadonlyMap<string, string>;
  body: string;
}

/** Header fields, folded lines joined: RFC 5322, section 2.2. */
function fieldsIn(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function partOf(text: string): Part {
  const end = text.indexOf('\n\n');
  return end < 0
    ? { headers: fieldsIn(text), body: '' }
    : { headers: fieldsIn(text.slice(0, end)), body: text.slice(end + 2) };
}

const typeOf = ({ headers }: Part): string =>
  (headers.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();

/** The parts of a report: RFC 6522. Empty for any other mail. */
function partsOf(mail: Part): Part[] {
  if (typeOf(mail) !== 'multipart/report') return [];
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(mail.headers.get('content-type') ?? '');
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) return [];
  const [, ...parts] = `\n${mail.body}`.split(`\n--${boundary}`);
  return parts.filter((part) => !part.startsWith('--')).map((part) => partOf(part.replace(/^[ \t]*\n/, '')));
}

/** The fields of one recipient say that no mail can reach the mailbox: RFC 3464, section 2.3. */
function hasFailed(fields: ReadonlyMap<string, string>): boolean {
  const action = (fields.get('action') ?? '').toLowerCase();
  const status = fields.get('status') ?? '';
  return action === 'failed' && status.startsWith('5.') && isAboutMailbox(`550 ${status}`);
}

/**
 * Reads a delivery status notification: a mail by which a mail server returns another one (RFC 3464). Null for every other
 * mail, and when the mail is only late or was refused for a reason that may pass.
 */
export function readDsn(raw: string): Returned | null {
  const parts = partsOf(partOf(raw.replaceAll('\r\n', '\n')));
  const report = parts.find((part) => /^message\/(global-)?delivery-status$/.test(typeOf(part)));
  const original = parts.find((part) => /^(message\/(rfc822|global)|text\/rfc822-headers)$/.test(typeOf(part)));
  const recipients = (report?.body ?? '')
    .split(/\n\s*\n/)
    .slice(1)
    .map(fieldsIn);
  const messageId = /<([^<>\s]{1,200})>/.exec(partOf(original?.body ?? '').headers.get('message-id') ?? '')?.[1];
  return messageId !== undefined && recipients.some(hasFailed) ? { messageId } : null;
}
