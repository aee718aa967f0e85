import type { CardDetails, Failure } from '../records/payments.ts';
import { cardByName, notATestCard, type Outcome } from './test-cards.ts';

const unknown: Outcome = { kind: 'declined', failure: notATestCard };

export const outcomeOf = ({ behaviour }: CardDetails): Outcome => cardByName(behaviour)?.outcome ?? unknown;

/** The reason why the card cannot be saved with a customer, or null. */
export function refusalToAttach(card: CardDetails): Failure | null {
  const outcome = outcomeOf(card);
  return outcome.kind === 'declined' && !outcome.attaches ? outcome.failure : null;
}
