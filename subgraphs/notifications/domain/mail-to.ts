import type { Draft } from './message.ts';

/** Template of a mail with its data. */
export type Letter = Pick<Draft, 'template' | 'data' | 'oncePer'>;

/** A mail without a code or link. */
export const mailTo = (
  {
    userId,
    email,
    locale,
    timeZone = null,
  }: { userId: string | null; email: string; locale: string; timeZone?: string | null },
  letter: Letter,
) => ({ ...letter, channel: 'EMAIL', to: email, userId, locale, timeZone, expiresAt: null }) as Draft;
