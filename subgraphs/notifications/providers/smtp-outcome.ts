import { isAboutMailbox } from '../domain/is-about-mailbox.ts';
import type { Outcome } from '../domain/outcome.ts';

/** The fields of an error of nodemailer that matter. */
export interface SmtpError {
  code?: string | undefined;
  /** Code of the operating system, such as `ECONNREFUSED`, where `code` is one of nodemailer. */
  originalCode?: string | undefined;
  /** SMTP command that was refused, such as `RCPT TO`. */
  command?: string | undefined;
  /** Reply code of the server, such as 550. */
  responseCode?: number | undefined;
  /** Reply of the server, such as `550 5.1.1 User unknown`. */
  response?: string | undefined;
  message: string;
}

/** The connection was never made, or the log-in failed: nothing was sent. */
const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EDNS',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAUTH',
  'ETLS',
]);

/**
 * The outcome of an attempt that failed. RFC 5321: a reply of 4xx may be repeated, one of 5xx not. A connection that ends
 * without a reply may have ended after the message was accepted.
 */
export function outcomeOfSmtpError({
  code,
  originalCode,
  command,
  responseCode,
  response,
  message,
}: SmtpError): Outcome {
  const maybeSent = !notSent.has(originalCode ?? '') && !notSent.has(code ?? '');
  const reason = (response ?? message).slice(0, 500);
  // A server that refuses the log-in or the connection refuses every message: the settings are wrong, or it is busy.
  if (code === 'EAUTH' || command === 'CONN' || command?.startsWith('AUTH') === true || responseCode === 421)
    return !maybeSent || responseCode !== undefined
      ? { result: 'later', reason, pauseMs: null }
      : { result: 'unknown', reason };
  if (responseCode !== undefined && responseCode >= 500)
    return { result: 'refused', reason, isAddress: command === 'RCPT TO' && isAboutMailbox(response ?? '') };
  if (responseCode !== undefined && responseCode >= 400) return { result: 'later', reason, pauseMs: null };
  // The message itself cannot be written, for example because the address is malformed.
  if (code === 'EENVELOPE' || code === 'EMESSAGE')
    return { result: 'refused', reason, isAddress: code === 'EENVELOPE' };
  return maybeSent ? { result: 'unknown', reason } : { result: 'later', reason, pauseMs: null };
}
