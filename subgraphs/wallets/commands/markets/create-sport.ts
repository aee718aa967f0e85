import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { newId } from '@soko/ids';
import { readCountry, readName, readOptional } from '@soko/input';
import { isUniqueViolation } from '@soko/postgres';
import type { WalletsContext } from '../../context.ts';
import {
  competitionNameTaken,
  type CompetitionNameTaken,
  sportSlugTaken,
  type SportSlugTaken,
} from '../../domain/markets/refusals.ts';
import type { Competition, Sport } from '../../domain/markets/sport-event.ts';
import { addCompetition, addSport } from '../../store/markets/sports.ts';

function readSlug(text: string): string {
  const slug = text.trim();
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug) && slug.length >= 2 && slug.length <= 64) return slug;
  throw badUserInput('The slug must be lower-case words joined by hyphens, 2 to 64 characters.', 'slug');
}

async function orRefusal<Saved, Refused>(work: Promise<Saved>, refusal: () => Refused): Promise<Saved | Refused> {
  try {
    return await work;
  } catch (error) {
    if (isUniqueViolation(error)) return refusal();
    throw error;
  }
}

/** Creates a sport. */
export async function createSport(
  { viewer, db, now }: WalletsContext,
  input: { slug: string; name: string },
): Promise<Sport | SportSlugTaken> {
  requireRole(viewer, 'TRADER');
  const slug = readSlug(input.slug);
  const name = readName(input.name, 'name', { min: 2, max: 64 });
  return orRefusal(addSport(db, { id: newId('spt'), slug, name }, now()), () => sportSlugTaken(slug));
}

/** Creates a competition of a sport. */
export async function createCompetition(
  { viewer, db, loaders, now }: WalletsContext,
  input: { sportId: string; name: string; country?: string | null | undefined },
): Promise<Competition | CompetitionNameTaken> {
  requireRole(viewer, 'TRADER');
  const name = readName(input.name, 'name', { min: 2, max: 100 });
  const country = readOptional(readCountry, input.country, 'country');
  const sport = await loaders.sport.load(input.sportId);
  if (sport === null) throw notFound('The sport');
  const competition = { id: newId('cmp'), sportId: sport.id, name, country };
  return orRefusal(addCompetition(db, competition, now()), () => competitionNameTaken(name));
}
