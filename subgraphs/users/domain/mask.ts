/** `amina@example.com` → `a•••@example.com`. */
const maskEmail = (email: string): string => email.replace(/^(.)[^@]*/u, '$1•••');

/** All but the last `shown` characters hidden: `+254712345678` → `•••••••••5678`. */
export const maskAllBut = (text: string, shown: number): string =>
  '•'.repeat(Math.max(0, text.length - shown)) + text.slice(-shown);

/** Where a code went, told without telling it. */
export const maskDestination = (to: string): string => (to.includes('@') ? maskEmail(to) : maskAllBut(to, 3));
