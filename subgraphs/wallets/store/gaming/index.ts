export { findGamingRefusal } from './find-gaming-refusal.ts';
export { type LimitedActivity, refuseByGamingLimits } from './admit-activity.ts';
export { recordDeposit } from './record-deposit.ts';
export { takeBackActivity } from './take-back-activity.ts';
