import { requireUser } from '@soko/auth';
import { hashInput, readIdempotencyKey, requireSameInput } from '@soko/idempotency';
import type { PlaceBetResult } from '../../domain/bets/place-bet-result.ts';
import type { WalletsServices } from '../../services.ts';
import type { BettorContext } from './place-alone.ts';
import { type BetInput, readWantedBet } from './read-wanted-bet.ts';

export interface PlaceBetInput extends BetInput {
  idempotencyKey: string;
}

/** What placing a bet uses of a request. */
export type PlacingContext = BettorContext & Pick<WalletsServices, 'placing'>;

/** Places a bet and takes its stake in one transaction, which may be that of other bets that arrive at the same time. */
export async function placeBet(context: PlacingContext, input: PlaceBetInput): Promise<PlaceBetResult> {
  const { id: userId } = requireUser(context.viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const wanted = readWantedBet(input);
  const inputHash = hashInput(wanted);
  const { running, place } = context.placing;
  const call = JSON.stringify([userId, key]);
  const first = running.get(call);
  if (first !== undefined) {
    requireSameInput(first.inputHash, inputHash);
    return first.result;
  }
  const result = place({ context, userId, wanted, key, inputHash, since: performance.now() }).finally(() =>
    running.delete(call),
  );
  running.set(call, { inputHash, result });
  return result;
}
