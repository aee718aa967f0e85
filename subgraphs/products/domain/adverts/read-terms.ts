import { badUserInput } from '@soko/errors';
import { readLine, readList, readPositiveMoney, readQuantity, type WrittenMoney } from '@soko/input';
import type { AdvertPlacement, AdvertTerms } from './advert.ts';
import { plainText, plainWords } from './plain-words.ts';

type Given<Value> = Value | null | undefined;

/** Terms as a client gives them. */
export interface TermsInput {
  placements?: Given<readonly AdvertPlacement[]>;
  startsAt?: Given<Date>;
  endsAt?: Given<Date>;
  priority?: Given<number>;
  costPerClick?: Given<WrittenMoney>;
  dailyBudget?: Given<WrittenMoney>;
  totalBudget?: Given<WrittenMoney>;
  keywords?: Given<readonly string[]>;
  categoryIds?: Given<readonly string[]>;
}

const maxKeywords = 20;
const maxCategories = 20;

function readAmount(written: WrittenMoney, field: string, currency: string): bigint {
  const { amountMinor, currency: given } = readPositiveMoney(written, `${field}.amount`);
  if (given === currency) return amountMinor;
  throw badUserInput(`The currency must be ${currency}, that of the product.`, `${field}.currency`);
}

function readKeyword(given: string, index: number): string {
  const field = `keywords.${index}`;
  const keyword = plainText(readLine(given, field, { max: 60 }));
  if (plainWords(keyword).length > 0) return keyword;
  throw badUserInput('A keyword must have a letter or a digit.', field);
}

const readKeywords = (given: readonly string[]): string[] => [
  ...new Set(readList(given, 'keywords', { min: 0, max: maxKeywords }).map(readKeyword)),
];

const readPlacements = (given: readonly AdvertPlacement[]): AdvertPlacement[] => [
  ...new Set(readList(given, 'placements', { min: 1, max: 10 })),
];

const readCategories = (given: readonly string[]): string[] => [
  ...new Set(readList(given, 'categoryIds', { min: 0, max: maxCategories })),
];

/** The terms that the input changes, in the currency of the product. Throws BAD_USER_INPUT for invalid values. */
export function readTermChanges(input: TermsInput, currency: string): Partial<AdvertTerms> {
  const { placements, startsAt, endsAt, priority, costPerClick, dailyBudget, totalBudget, keywords, categoryIds } =
    input;
  return {
    ...(placements == null ? {} : { placements: readPlacements(placements) }),
    ...(startsAt == null ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(priority == null ? {} : { priority: readQuantity(priority, 'priority', { min: 1, max: 10 }) }),
    ...(costPerClick == null ? {} : { costPerClickMinor: readAmount(costPerClick, 'costPerClick', currency) }),
    ...(dailyBudget === undefined
      ? {}
      : { dailyBudgetMinor: dailyBudget === null ? null : readAmount(dailyBudget, 'dailyBudget', currency) }),
    ...(totalBudget == null ? {} : { totalBudgetMinor: readAmount(totalBudget, 'totalBudget', currency) }),
    ...(keywords == null ? {} : { keywords: readKeywords(keywords) }),
    ...(categoryIds == null ? {} : { categoryIds: readCategories(categoryIds) }),
  };
}

/** Throws BAD_USER_INPUT for terms that do not fit together. */
export function requireSoundTerms(terms: AdvertTerms, now: Date): AdvertTerms {
  const { placements, startsAt, endsAt, costPerClickMinor, dailyBudgetMinor, totalBudgetMinor } = terms;
  if (endsAt !== null && endsAt <= startsAt) throw badUserInput('The end must be later than the start.', 'endsAt');
  if (endsAt !== null && endsAt <= now) throw badUserInput('The end must be in the future.', 'endsAt');
  if (totalBudgetMinor < costPerClickMinor) {
    throw badUserInput('The total budget must pay at least one click.', 'totalBudget.amount');
  }
  if (dailyBudgetMinor !== null && dailyBudgetMinor < costPerClickMinor) {
    throw badUserInput('The daily budget must pay at least one click.', 'dailyBudget.amount');
  }
  if (placements.includes('SEARCH') && terms.keywords.length === 0) {
    throw badUserInput('An advert in searches needs at least one keyword.', 'keywords');
  }
  if (placements.includes('CATEGORY') && terms.categoryIds.length === 0) {
    throw badUserInput('An advert in categories needs at least one category.', 'categoryIds');
  }
  return terms;
}
