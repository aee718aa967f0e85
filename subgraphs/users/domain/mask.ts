/** `amina@example.com` → `a•••@example.com`. */
const maskEmail = (email: string): string => email.replace(/^(.)[^@]*/u, '$1•••');

/** Hides all but the last `shown` characters: `+254712345678` → `•••••••••5678`. */
export const maskAllBut = (text: string, shown: number): string =>
  '•'.repeat(Math.max(0, text.length - shown)) + text.slice(-shown);

/** Masks the email address or phone number to which a code was sent. */
export const maskDestination = (to: string): string => (to.includes('@') ? maskEmail(to) : maskAllBut(to, 3));
