import type { Bet } from './bet.ts';
import { type BettingLimits, capOf, exposureSubjects } from './betting-limits.ts';

/**
 * The exposures of bets that are placed together. `take` adds a bet, unless it does not fit beside those that were added
 * before; `openMinor` has the exposures of its subjects by their ids.
 */
export function sharedRoom(limits: BettingLimits): {
  take(bet: Pick<Bet, 'userId' | 'legs' | 'potentialReturnMinor'>, openMinor: ReadonlyMap<string, bigint>): boolean;
} {
  const added = new Map<string, bigint>();
  return {
    take({ userId, legs, potentialReturnMinor }, openMinor) {
      const subjects = exposureSubjects(userId, legs);
      const sumWith = (id: string) => (added.get(id) ?? 0n) + potentialReturnMinor;
      const fits = subjects.every(
        ({ scope, subjectId: id }) => (openMinor.get(id) ?? 0n) + sumWith(id) <= capOf(limits, scope),
      );
      if (fits) for (const { subjectId: id } of subjects) added.set(id, sumWith(id));
      return fits;
    },
  };
}
