import { hasRole, type Viewer } from '@soko/auth';
import type { Market } from './market.ts';

/** The public sees a market once it is open; traders prepare it before. */
export const maySeeMarket = (viewer: Viewer, { status }: Pick<Market, 'status'>): boolean =>
  status !== 'INACTIVE' || hasRole(viewer, 'TRADER');

/** Traders see who changed odds and statuses, and why. */
export const maySeeHistory = (viewer: Viewer): boolean => hasRole(viewer, 'TRADER');
