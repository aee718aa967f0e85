/** The credentials of the simulated services. */
export const smsAccount = {
  twilioSid: `AC${'0'.repeat(31)}1`,
  twilioToken: 'simulated-twilio-token',
  africasTalkingUser: 'sandbox',
  africasTalkingKey: 'simulated-africas-talking-key',
  from: '+15005550006',
} as const;
