import { requireRole } from '@soko/auth';
import { readCountry, readQuantity } from '@soko/input';
import type { WalletsContext } from '../../context.ts';
import { defaultMinimumAge } from '../../domain/gaming/age.ts';
import { type MinimumAge, saveMinimumAge } from '../../store/gaming/minimum-ages.ts';

/** Sets the age from which people of a country may bet. It holds for the next deposit or bet. */
export function setMinimumAge(
  { viewer, db, now }: WalletsContext,
  input: { country: string; years: number },
): Promise<MinimumAge> {
  const { id: updatedBy } = requireRole(viewer, 'ADMIN');
  const country = readCountry(input.country);
  const years = readQuantity(input.years, 'years', { min: defaultMinimumAge, max: 99 });
  return saveMinimumAge(db, { country, years, updatedAt: now(), updatedBy });
}
