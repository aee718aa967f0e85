import { hasRole, userIdOf, type Viewer } from '@soko/auth';
import type { Bet } from './bet.ts';

/** True for the user who placed the bet. */
export const isOwnBet = (viewer: Viewer, { userId }: Pick<Bet, 'userId'>): boolean => userIdOf(viewer) === userId;

/** The user who placed a bet, support and traders see it. */
export const maySeeBet = (viewer: Viewer, bet: Pick<Bet, 'userId'>): boolean =>
  isOwnBet(viewer, bet) || hasRole(viewer, 'SUPPORT') || hasRole(viewer, 'TRADER');
