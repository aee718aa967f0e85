import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import { seal } from '@soko/seal';
import { compose } from '../domain/compose.ts';
import type { Draft } from '../domain/message.ts';
import type { MessageStore } from '../store/message-store.ts';

/** What the text of a kept message is sealed for. */
export const bodySeal = 'notification-body';

export interface ComposeDeps {
  messages: MessageStore;
  sealKey: string;
  now: () => Date;
}

/** Composes what an event asks to be told, once: the same event again changes nothing. */
export async function composeMessages(deps: ComposeDeps, event: Envelope, drafts: readonly Draft[]): Promise<void> {
  const now = deps.now();
  const composed = drafts.map((draft) => compose(draft, event, now)).filter((message) => message !== null);
  const sealed = composed.map(({ body, ...message }) => ({
    ...message,
    id: newId('ntf'),
    sealedBody: seal(deps.sealKey, bodySeal, body),
  }));
  await deps.messages.saveOnce(event.id, sealed);
}
