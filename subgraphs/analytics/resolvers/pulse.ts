import { toGraphMoney } from '@soko/money';
import type { PulseMeasure } from '../domain/pulse/measures.ts';
import { amountsIn, minutesIn, numberIn, ofMeasure, type PulseCounts } from '../domain/pulse/pulse.ts';
import type {
  PlatformPulseResolvers,
  PulseFigureResolvers,
  PulseFiguresResolvers,
  PulseMinuteResolvers,
} from '../generated/graphql.ts';

export const platformPulse: PlatformPulseResolvers = {
  total: ({ counts }) => ({ counts }),
  minutes: minutesIn,
};

export const pulseMinute: PulseMinuteResolvers = {
  figures: ({ counts }) => ({ counts }),
};

const figure =
  (measure: PulseMeasure) =>
  (figures: PulseCounts): PulseCounts =>
    ofMeasure(figures, measure);

const number =
  (measure: PulseMeasure) =>
  (figures: PulseCounts): number =>
    numberIn(ofMeasure(figures, measure));

export const pulseFigures: PulseFiguresResolvers = {
  registrations: number('registrations'),
  ordersPlaced: figure('orders_placed'),
  ordersConfirmed: figure('orders_confirmed'),
  ordersCancelled: figure('orders_cancelled'),
  ordersFailed: figure('orders_failed'),
  paymentsCaptured: figure('payments_captured'),
  paymentsFailed: number('payments_failed'),
  refunds: figure('refunds'),
  betsPlaced: figure('bets_placed'),
  betsSettled: figure('bets_settled'),
  deposits: figure('deposits'),
  withdrawals: figure('withdrawals'),
};

export const pulseFigure: PulseFigureResolvers = {
  count: numberIn,
  amounts: (figure) => amountsIn(figure).map(toGraphMoney),
};
