import type { SagaStep, SagaTimes } from './purchase.ts';

/** The rhythm of one step of a purchase. */
export interface StepRule {
  /** The steps that can follow. */
  next: readonly SagaStep[];
  /** Time until the deadline, counted from the start of the step; `kept` keeps the deadline of the step before. */
  deadline: keyof SagaTimes | 'kept';
  /** Time of the next try: after the lease of this process, or of the next look at payments because the buyer acts first. */
  nextTry: 'lease' | 'look';
  /** At the deadline the purchase fails, or the step is repeated until it succeeds. */
  atDeadline: 'fail' | 'repeat';
  /**
   * `at once`: the start of the step is saved before its work begins. `with the next`: it is saved together with the outcome,
   * which spares a statement. Only steps that are safe to repeat without a trace may do that.
   */
  saved: 'at once' | 'with the next';
}

/**
 * The rhythm of a purchase. AUTHORIZE has the time that the reservation leaves, and both are safe to repeat, so that the
 * reservation is saved with the outcome of the payment. COMMIT is saved before its work, because afterwards the warehouse may
 * pack the goods, and it never fails for being late: the payment is authorised by then. See
 * `docs/decisions/0008-steps-that-follow-at-once.md`.
 */
export const sagaSteps: Readonly<Record<SagaStep, StepRule>> = {
  RESERVE: {
    next: ['AUTHORIZE', 'DONE'],
    deadline: 'reservationMs',
    nextTry: 'lease',
    atDeadline: 'fail',
    saved: 'at once',
  },
  AUTHORIZE: {
    next: ['AWAIT_ACTION', 'COMMIT', 'DONE'],
    deadline: 'kept',
    nextTry: 'lease',
    atDeadline: 'fail',
    saved: 'with the next',
  },
  AWAIT_ACTION: {
    next: ['AWAIT_ACTION', 'COMMIT', 'DONE'],
    deadline: 'actionMs',
    nextTry: 'look',
    atDeadline: 'fail',
    saved: 'at once',
  },
  COMMIT: {
    next: ['RESERVE_AGAIN', 'DONE'],
    deadline: 'reservationMs',
    nextTry: 'lease',
    atDeadline: 'repeat',
    saved: 'at once',
  },
  RESERVE_AGAIN: {
    next: ['COMMIT', 'DONE'],
    deadline: 'reservationMs',
    nextTry: 'lease',
    atDeadline: 'fail',
    saved: 'at once',
  },
  DONE: { next: [], deadline: 'kept', nextTry: 'lease', atDeadline: 'repeat', saved: 'at once' },
};

/** Pauses between the tries of a failed step or task: they double from the first to the longest. */
export const retryPauses = { firstMs: 1_000, maxMs: 60_000 };

/** Tries of a step or task after which support sees it in `stuckSagas`. */
export const maxUnnoticedTries = 5;

/** Time until a task is past its deadline and support sees it in `stuckSagas`. */
export const taskTimeoutMs = 300_000;

/** Steps that one call may take: more than a purchase has, since events may change the purchase at the same time. */
export const maxStepsPerRun = 16;
