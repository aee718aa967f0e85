import { refuse } from '@soko/refusals';
import type { MarketStatus, SportEventStatus } from './statuses.ts';

export const sportSlugTaken = (slug: string) =>
  refuse('SportSlugTaken', `Another sport has the slug "${slug}". Choose another one.`);

export const competitionNameTaken = (name: string) =>
  refuse('CompetitionNameTaken', `The sport has a competition "${name}" of this country.`);

export const sportEventExists = (name: string, sportEventId: string) =>
  refuse('SportEventExists', `The competition has an event "${name}" at this time.`, { sportEventId });

/** `step` completes the sentence, such as "be postponed". */
export const wrongSportEventStatus = (status: SportEventStatus, allowed: SportEventStatus[], step: string) =>
  refuse(
    'WrongSportEventStatus',
    `An event with status ${status} cannot ${step}; its status must be ${allowed.join(' or ')}.`,
    { sportEventStatus: status, allowedStatuses: allowed },
  );

export const sportEventChanged = (version: number) =>
  refuse('SportEventChanged', `The event was changed: its version is ${version} now. Read it again.`, { version });

export const marketExists = (name: string, marketId: string) =>
  refuse('MarketExists', `The event has the market "${name}". Change its odds with \`setOdds\`.`, { marketId });

export const tooManyMarkets = (max: number) =>
  refuse('TooManyMarkets', `An event has at most ${max} markets.`, { max });

/** `step` completes the sentence, such as "be suspended". */
export const wrongMarketStatus = (status: MarketStatus, allowed: MarketStatus[], step: string) =>
  refuse(
    'WrongMarketStatus',
    `A market with status ${status} cannot ${step}; its status must be ${allowed.join(' or ')}.`,
    { status, allowed },
  );

export const marketChanged = (version: number) =>
  refuse('MarketChanged', `The market was changed: its version is ${version} now. Read it again.`, { version });

export type SportSlugTaken = ReturnType<typeof sportSlugTaken>;
export type CompetitionNameTaken = ReturnType<typeof competitionNameTaken>;
export type SportEventExists = ReturnType<typeof sportEventExists>;
export type WrongSportEventStatus = ReturnType<typeof wrongSportEventStatus>;
export type SportEventChanged = ReturnType<typeof sportEventChanged>;
export type MarketExists = ReturnType<typeof marketExists>;
export type TooManyMarkets = ReturnType<typeof tooManyMarkets>;
export type WrongMarketStatus = ReturnType<typeof wrongMarketStatus>;
export type MarketChanged = ReturnType<typeof marketChanged>;
