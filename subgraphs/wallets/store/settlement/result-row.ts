import type { LegResult } from '../../domain/bets/leg-factor.ts';

/** A result as three columns. */
export interface ResultRow {
  result: LegResult['result'] | null;
  numerator: number | null;
  denominator: number | null;
}

export const toResult = ({ result, numerator, denominator }: ResultRow): LegResult | null => {
  if (result === null) return null;
  return result === 'DEAD_HEAT' ? { result, numerator: numerator!, denominator: denominator! } : { result };
};

export const toResultRow = (result: LegResult | null): ResultRow =>
  result?.result === 'DEAD_HEAT' ? result : { result: result?.result ?? null, numerator: null, denominator: null };
