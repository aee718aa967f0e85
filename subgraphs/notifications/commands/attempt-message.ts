import { within } from '@soko/retry';
import { BrokenSeal, unseal } from '@soko/seal';
import { bodySeal } from '../domain/message.ts';
import { attemptMs } from '../domain/message-times.ts';
import type { Outcome } from '../domain/outcome.ts';
import { isMandatory, readerIdOf } from '../domain/preference.ts';
import { footerOf, unsubscribeLabelOf } from '../domain/templates/footer.ts';
import type { Block } from '../domain/templates/text.ts';
import { unsubscribeToken } from '../domain/unsubscribe-token.ts';
import { renderHtml } from '../mail/render-html.ts';
import type { MessageProvider, Outgoing } from '../providers/provider.ts';
import type { NotificationsServices } from '../services.ts';
import type { ClaimedMessage } from '../store/deliveries.ts';

type Services = Pick<NotificationsServices, 'sealKeys' | 'publicUrl' | 'log'>;

/** A link below a mail. Null for a mail that cannot be turned off. */
type Unsubscribing = { label: string; url: string } | null;

function unsubscribingOf({ sealKeys, publicUrl }: Services, message: ClaimedMessage): Unsubscribing {
  const { id: messageId, topic, locale: language } = message;
  if (isMandatory(topic)) return null;
  const token = unsubscribeToken(sealKeys, { readerId: readerIdOf(message), topic, language, messageId });
  return { label: unsubscribeLabelOf(language), url: `${publicUrl}/mail/unsubscribe?token=${token}` };
}

const htmlOf = ({ subject, locale }: ClaimedMessage, content: string, unsubscribing: Unsubscribing): string =>
  renderHtml({
    language: locale,
    subject: subject ?? '',
    content: JSON.parse(content) as Block[],
    footer: [footerOf(locale), ...(unsubscribing === null ? [] : [unsubscribing])],
  });

/** Mail programs show a button beside the mail, and unsubscribe with one request (RFC 8058). */
const headersOf = (unsubscribing: Unsubscribing): Record<string, string> =>
  unsubscribing === null
    ? {}
    : { 'List-Unsubscribe': `<${unsubscribing.url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };

function outgoingOf(services: Services, message: ClaimedMessage): Outgoing {
  const { sealedBody, sealedContent, ...rest } = message;
  const open = (sealed: string): string => unseal(services.sealKeys, bodySeal, sealed);
  const body = open(sealedBody!);
  if (sealedContent === null) return { ...rest, body, html: null, headers: {} };
  const unsubscribing = unsubscribingOf(services, message);
  return {
    ...rest,
    body: unsubscribing === null ? body : `${body}\n\n${unsubscribing.label}: ${unsubscribing.url}`,
    html: htmlOf(message, open(sealedContent), unsubscribing),
    headers: headersOf(unsubscribing),
  };
}

async function send(provider: MessageProvider, message: Outgoing): Promise<Outcome> {
  const sending = provider.send(message);
  // Before the lease is over: another process would send it too.
  if (await within(attemptMs, sending)) return sending;
  return { result: 'unknown', reason: 'The provider did not answer in time.' };
}

/** Sends a claimed message. Faults are outcomes too, so that no message is claimed for ever. */
export async function attemptMessage(
  services: Services,
  provider: MessageProvider,
  message: ClaimedMessage,
): Promise<Outcome> {
  try {
    return await send(provider, outgoingOf(services, message));
  } catch (error) {
    services.log.error({ err: error, provider: provider.name, id: message.id }, 'could not send a message; retrying');
    // The text cannot be opened with the keys there are. They may be corrected.
    if (error instanceof BrokenSeal) return { result: 'later', reason: error.message, pauseMs: null };
    return { result: 'unknown', reason: String(error) };
  }
}
