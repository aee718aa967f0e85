import { chainRewardOffer, type EventsOf } from '@soko/events';
import { consumer } from '@soko/outbox';
import { createLetterWriter, type PlannedLetter } from '../commands/write-letters.ts';
import { plainName } from '../domain/templates/render.ts';
import { orderGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';

function lettersOf({ data: { userId, reward } }: EventsOf<typeof chainRewardOffer>): PlannedLetter[] {
  const [title, tokenName] = [plainName(reward.title), plainName(reward.tokenName)];
  const write = ({ firstName }: { firstName: string }) => ({
    template: 'reward-offered' as const,
    data: { firstName, title, tokenName },
  });
  return [{ to: 'person', userId, write }];
}

/** Tells a person of a reward that they can claim for a token that they hold: in the app, and by mail when they agreed to it. */
export const onRewardOffered = (services: NotificationsServices) =>
  consumer({
    group: orderGroup,
    on: chainRewardOffer,
    types: ['made'],
    ...createLetterWriter(services, orderGroup, lettersOf),
  });
