import type { SettlementRunning } from '../settlement/refusals.ts';

/** Why a line of a feed cannot be applied, at all or yet; null once it is. */
export type LineProblem = string | SettlementRunning | null;
