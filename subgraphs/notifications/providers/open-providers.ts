import { BadEnvironment } from '@soko/env';
import type { z } from 'zod';
import type { notificationsEnv } from '../env.ts';
import { createAfricasTalkingProvider } from './africas-talking.ts';
import type { MessageProvider } from './provider.ts';
import { createSmtpProvider } from './smtp.ts';
import { createTwilioProvider } from './twilio.ts';

type Env = z.infer<z.ZodObject<typeof notificationsEnv>>;

/** Throws `BadEnvironment` for credentials that are not complete, or for two providers of one channel. */
export function checkProviderEnv(env: Env): void {
  const twilio = [env.TWILIO_ACCOUNT_SID, env.TWILIO_AUTH_TOKEN, env.TWILIO_FROM];
  const africasTalking = [env.AFRICASTALKING_USERNAME, env.AFRICASTALKING_API_KEY];
  const isPartial = (values: readonly unknown[]): boolean =>
    values.some((value) => value !== undefined) && values.includes(undefined);
  const problems = [
    isPartial(twilio) && 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM must be set together',
    isPartial(africasTalking) && 'AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY must be set together',
    twilio[0] !== undefined &&
      africasTalking[0] !== undefined &&
      'TWILIO_ACCOUNT_SID and AFRICASTALKING_USERNAME exclude each other: SMS has one provider',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new BadEnvironment(...problems);
}

function openSms(env: Env): MessageProvider | null {
  const limits = { atOnce: env.SMS_AT_ONCE, timeoutMs: env.NOTIFICATION_TIMEOUT_MS };
  if (env.TWILIO_ACCOUNT_SID !== undefined)
    return createTwilioProvider({
      baseUrl: env.TWILIO_API_BASE,
      accountSid: env.TWILIO_ACCOUNT_SID,
      authToken: env.TWILIO_AUTH_TOKEN!,
      from: env.TWILIO_FROM!,
      ...limits,
    });
  if (env.AFRICASTALKING_USERNAME !== undefined)
    return createAfricasTalkingProvider({
      baseUrl: env.AFRICASTALKING_API_BASE,
      username: env.AFRICASTALKING_USERNAME,
      apiKey: env.AFRICASTALKING_API_KEY!,
      from: env.AFRICASTALKING_FROM ?? null,
      ...limits,
    });
  return null;
}

/** Opens the providers that are configured, one per channel at most. */
export function openProviders(env: Env): readonly MessageProvider[] {
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_RETURN_TO: returnTo } = env;
  const { MAIL_AT_ONCE: atOnce, NOTIFICATION_TIMEOUT_MS: timeoutMs } = env;
  const mail = url === undefined ? null : createSmtpProvider({ url, from, returnTo, atOnce, timeoutMs });
  return [mail, openSms(env)].filter((provider) => provider !== null);
}
