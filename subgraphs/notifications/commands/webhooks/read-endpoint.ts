import { badUserInput } from '@soko/errors';
import { readLine } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { NotificationsServices } from '../../services.ts';
import { type ChosenEventType, readEventTypes } from '../../domain/webhooks/event-types.ts';
import { readWebhookUrl, hostOf, isTrusted } from '../../domain/webhooks/read-webhook-url.ts';
import { webhookUrlNotAllowed, type WebhookUrlNotAllowed } from '../../domain/webhooks/refusals.ts';
import { isPublicHost } from '../../providers/webhook-post.ts';

/** Reads the types of an endpoint. Throws BAD_USER_INPUT for none. */
export function readChosenTypes(names: readonly string[]): ChosenEventType[] {
  const types = readEventTypes(names);
  if (types.length === 0) throw badUserInput('`eventTypes` must have at least one type.', 'input.eventTypes');
  return types;
}

export const readDescription = (text: string | null | undefined): string | null =>
  text == null ? null : readLine(text, 'input.description', { max: 200 });

/** Reads an address, and looks its host up: one that cannot be used is refused at once, and again at each attempt. */
export async function readEndpointUrl(
  { webhooks }: Pick<NotificationsServices, 'webhooks'>,
  text: string,
): Promise<string | WebhookUrlNotAllowed> {
  const { rules, resolve } = webhooks;
  const url = readWebhookUrl(text, rules);
  if (isRefusal(url)) return url;
  const isUsable = isTrusted(url, rules) || (await isPublicHost(hostOf(url), resolve));
  return isUsable ? url.href : webhookUrlNotAllowed(rules);
}
