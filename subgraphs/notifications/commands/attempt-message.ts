import { within } from '@soko/retry';
import { BrokenSeal, unseal } from '@soko/seal';
import { bodySeal } from '../domain/message.ts';
import { attemptMs } from '../domain/message-times.ts';
import type { Outcome } from '../domain/outcome.ts';
import { footerOf } from '../domain/templates/footer.ts';
import type { Block } from '../domain/templates/template-data.ts';
import { renderHtml } from '../mail/render-html.ts';
import type { MessageProvider, Outgoing } from '../providers/provider.ts';
import type { NotificationsServices } from '../services.ts';
import type { ClaimedMessage } from '../store/deliveries.ts';

type Services = Pick<NotificationsServices, 'sealKeys' | 'log'>;

const htmlOf = ({ subject, locale }: ClaimedMessage, content: string): string =>
  renderHtml({
    language: locale,
    subject: subject ?? '',
    content: JSON.parse(content) as Block[],
    footer: [footerOf(locale)],
  });

function outgoingOf({ sealKeys }: Services, message: ClaimedMessage): Outgoing {
  const { sealedBody, sealedContent, ...rest } = message;
  const html = sealedContent === null ? null : htmlOf(message, unseal(sealKeys, bodySeal, sealedContent));
  return { ...rest, body: unseal(sealKeys, bodySeal, sealedBody!), html, headers: {} };
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
