import { createTransport } from 'nodemailer';
import type { Outcome } from '../domain/outcome.ts';
import type { MessageProvider } from './provider.ts';
import { outcomeOfSmtpError, type SmtpError } from './smtp-outcome.ts';

export interface SmtpSettings {
  /** `smtp://user:password@host:587` or `smtps://…:465`. */
  url: string;
  /** Sender, such as `Soko <no-reply@soko.example>`. */
  from: string;
  /** Address to which mail servers return mails. Default: the sender. */
  returnTo?: string | undefined;
  /** Number of connections. */
  atOnce: number;
  timeoutMs: number;
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The domain of the sender, for message ids. */
const domainOf = (from: string): string => /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';

/**
 * Mail by SMTP. A mail keeps its `Message-ID` over all attempts, by which mail servers recognise a repeat. Passwords and
 * mails leave this machine encrypted only.
 */
export function createSmtpProvider({ url, from, returnTo, atOnce, timeoutMs }: SmtpSettings): MessageProvider {
  const isLoopback = loopbackHosts.has(new URL(url).hostname);
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: atOnce,
    maxMessages: 100,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    requireTLS: !isLoopback,
    ignoreTLS: isLoopback,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = domainOf(from);
  return {
    name: 'smtp',
    channel: 'EMAIL',
    async send({ id, to, subject, body, html, headers, createdAt }): Promise<Outcome> {
      try {
        const sent = await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          date: createdAt,
          from,
          to: { name: '', address: to },
          ...(returnTo === undefined ? {} : { envelope: { from: returnTo, to } }),
          subject: subject ?? '',
          text: body,
          ...(html === null ? {} : { html }),
          headers: { 'Auto-Submitted': 'auto-generated', ...headers },
        });
        return { result: 'accepted', providerId: sent.messageId };
      } catch (error) {
        return outcomeOfSmtpError(error as SmtpError);
      }
    },
    close: async () => transport.close(),
  };
}
