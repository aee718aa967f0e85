import { type BetLeg, betReturn, type PlayedBet } from './bet-return.ts';

/** How a bet ends: `WON` when it returns anything, `VOID` when all of its legs are void. */
export type BetOutcome = { decided: false } | { decided: true; status: 'WON' | 'LOST' | 'VOID'; returnMinor: bigint };

const isOpen = ({ result }: BetLeg): boolean => result === null;
const isLost = ({ result }: BetLeg): boolean => result?.result === 'LOST';

/** True when no line can win any more: a banker lost, or too few of the other legs are left for the shortest line. */
function isHopeless({ legs, sizes }: PlayedBet): boolean {
  const alive = legs.filter((leg) => !leg.isBanker && !isLost(leg)).length;
  return legs.some((leg) => leg.isBanker && isLost(leg)) || alive < Math.min(...sizes);
}

/** Decides a bet by the results known so far. A bet that cannot win any more is lost at once. */
export function decideBet(bet: PlayedBet): BetOutcome {
  if (isHopeless(bet)) return { decided: true, status: 'LOST', returnMinor: 0n };
  if (bet.legs.some(isOpen)) return { decided: false };
  if (bet.legs.every(({ result }) => result?.result === 'VOID'))
    return { decided: true, status: 'VOID', returnMinor: bet.stakeMinor };
  const returnMinor = betReturn(bet);
  return { decided: true, status: returnMinor === 0n ? 'LOST' : 'WON', returnMinor };
}
