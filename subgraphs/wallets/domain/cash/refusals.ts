import { refuse } from '@soko/refusals';
import type { WithdrawalStatus } from './withdrawal.ts';

export type CodeRefusal = ReturnType<typeof withdrawalCodeWrong | typeof withdrawalCodeExpired>;

export const withdrawalCodeWrong = (attemptsLeft: number) =>
  refuse('WithdrawalCodeWrong', `The code is wrong. Attempts left: ${attemptsLeft}.`, { attemptsLeft });

export const withdrawalCodeExpired = () =>
  refuse('WithdrawalCodeExpired', 'The code has expired or had too many attempts. Request the withdrawal again.');

export type WithdrawalNotUnderReview = ReturnType<typeof withdrawalNotUnderReview>;

export const withdrawalNotUnderReview = (status: WithdrawalStatus) =>
  refuse('WithdrawalNotUnderReview', `The withdrawal is ${status}; support decides while it is UNDER_REVIEW.`, {
    status,
  });
