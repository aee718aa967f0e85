import { badUserInput } from '@soko/errors';
import type { ProductsContext } from '../../context.ts';
import { forbidsAdvertStep } from '../../domain/adverts/advert-status.ts';
import { type Advert, isSpent } from '../../domain/adverts/advert.ts';
import { readTermChanges, requireSoundTerms, type TermsInput } from '../../domain/adverts/read-terms.ts';
import { advertBudgetTooLow, type AdvertBudgetTooLow, type WrongAdvertStatus } from '../../domain/adverts/refusals.ts';
import { changeAsActiveSeller } from './change-advert.ts';
import { requireCategories } from './require-categories.ts';

type UpdateAdvertInput = TermsInput & { advertId: string };

/** Fields that null does not remove. */
const required = [
  'placements',
  'startsAt',
  'priority',
  'costPerClick',
  'totalBudget',
  'keywords',
  'categoryIds',
] as const;

function rejectNulls(input: TermsInput): void {
  const field = required.find((name) => input[name] === null);
  if (field !== undefined) {
    throw badUserInput(`\`${field}\` must not be null. Omit it to keep the current value.`, field);
  }
}

function editAdvert(advert: Advert, input: TermsInput, now: Date): Advert | WrongAdvertStatus | AdvertBudgetTooLow {
  const forbidden = forbidsAdvertStep(advert.status, 'edit');
  if (forbidden) return forbidden;
  const changes = readTermChanges(input, advert.currency);
  const hasStarted = advert.status === 'RUNNING' || advert.status === 'PAUSED';
  if (hasStarted && changes.startsAt !== undefined) {
    throw badUserInput('The advert has started: its start cannot be changed.', 'startsAt');
  }
  if (Object.keys(changes).length === 0) return advert;
  const edited: Advert = { ...advert, ...changes };
  requireSoundTerms(edited, now);
  return isSpent(edited) ? advertBudgetTooLow(advert) : edited;
}

/** Changes the given terms of an advert. */
export async function updateAdvert(context: ProductsContext, { advertId, ...input }: UpdateAdvertInput) {
  rejectNulls(input);
  return changeAsActiveSeller(
    context,
    advertId,
    (advert) => editAdvert(advert, input, context.now()),
    async () => {
      if (input.categoryIds != null) await requireCategories(context.pool, input.categoryIds);
    },
  );
}
