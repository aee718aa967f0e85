/** The kinds of scheduled changes. */
export const alarmNames = [
  'expire',
  'settle-refund',
  'fail-refund',
  'send-payout',
  'pay-payout',
  'renew-subscription',
  'expire-subscription',
  'finalize-invoice',
  'retry-invoice',
] as const;

export type AlarmName = (typeof alarmNames)[number];
