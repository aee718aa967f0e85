import { refuse } from '@soko/refusals';
import type { DecisionStatus, Resolution, UnmatchedStatus } from './unmatched.ts';

export type FundsNotOpen = ReturnType<typeof fundsNotOpen>;

export const fundsNotOpen = (status: string) =>
  refuse('FundsNotOpen', `These funds have the status ${status}: a decision about them was made already.`, {
    status: status as UnmatchedStatus,
  });

export type ResolutionNotPossible = ReturnType<typeof resolutionNotPossible>;

export const resolutionNotPossible = (possible: Resolution[]) =>
  refuse('ResolutionNotPossible', `This report can be resolved by ${possible.join(', ')} alone.`, { possible });

export type DecisionMade = ReturnType<typeof decisionMade>;

export const decisionMade = (status: DecisionStatus) =>
  refuse('DecisionMade', `This decision has the status ${status}; it is approved or rejected once.`, { status });

export type OwnDecision = ReturnType<typeof ownDecision>;

export const ownDecision = () =>
  refuse('OwnDecision', 'You proposed this decision, or the money is for you. Another administrator must approve it.');
