import { dayAndTime, letter } from './letter.ts';
import type { CodePurpose, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Your code to begin with Soko',
  LOGIN: 'Your code to log in',
  WITHDRAW: 'Your code to confirm a withdrawal',
  RESET: 'Your code for a new password',
  EMAIL_CHANGE: 'Your code to confirm this address',
  PHONE: 'Your code to confirm this number',
};

const because = (reason: string | null): string | null => (reason === null ? null : `The reason: ${reason}`);

export const en: Templates = {
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      `${codeSubjects[purpose]}: ${code}`,
      `It works for ${minutes} minutes. Nobody at Soko will ever ask you for it.`,
      'If you did not ask for a code, you need not do anything.',
    ),
  'one-time-code-sms': ({ code, minutes }) => ({
    subject: null,
    body: `${code} is your Soko code. It works for ${minutes} minutes. Tell it to nobody.`,
  }),
  welcome: ({ firstName }) =>
    letter(
      'Welcome to Soko',
      `Hello ${firstName},`,
      'your account is ready. You can look around, keep a wish list, and sell something of your own: apply as a seller, and we will tell you here what becomes of it.',
    ),
  'sign-up-attempted': ({ firstName }) =>
    letter(
      'You already have an account',
      `Hello ${firstName},`,
      'somebody just tried to begin a new account with this address. It has one already, so nothing was changed.',
      'If it was you: log in with your password, or ask for a new one. If it was not, you need not do anything.',
    ),
  'password-changed': ({ firstName, by }) =>
    letter(
      'Your password was changed',
      `Hello ${firstName},`,
      by === 'RESET'
        ? 'your password was replaced with a code sent to this address. Every device was logged out.'
        : 'your password was changed. Every other device was logged out.',
      'If it was not you, ask for a new password at once.',
    ),
  'email-changed': ({ firstName, email }) =>
    letter(
      'Your address was changed',
      `Hello ${firstName},`,
      `the address of your account is now ${email}. From now on we write to you there.`,
      'If it was not you, write to our support at once.',
    ),
  'session-reused': ({ firstName }) =>
    letter(
      'We logged one of your devices out',
      `Hello ${firstName},`,
      'the key with which one of your devices stays logged in was used twice, so that somebody else may have a copy of it. We ended that session.',
      'Please log in again. If you use the same password elsewhere, change it.',
    ),
  'account-suspended': ({ firstName, reason }) =>
    letter('Your account is suspended', `Hello ${firstName},`, 'your account was suspended.', because(reason)),
  'account-reinstated': ({ firstName }) =>
    letter('Your account works again', `Hello ${firstName},`, 'your account is no longer suspended. You can log in.'),
  'data-export-ready': ({ downloadUrl, expiresAt }) =>
    letter(
      'Your data is ready',
      'The copy of your data that you asked for is ready:',
      downloadUrl,
      `The link works until ${dayAndTime('en', expiresAt)}. Whoever has it can read your data: do not pass it on.`,
    ),
  'seller-applied': ({ firstName, displayName }) =>
    letter(
      'Your application has arrived',
      `Hello ${firstName},`,
      `thank you for applying to sell as ${displayName}. Somebody will look at it and answer you here.`,
    ),
  'seller-approved': ({ firstName, displayName, handle }) =>
    letter(
      'You can sell now',
      `Hello ${firstName},`,
      `your shop ${displayName} was approved. Its handle is ${handle}.`,
      'Log in again, and list your first product.',
    ),
  'seller-rejected': ({ firstName, displayName, reason }) =>
    letter(
      'Your application to sell',
      `Hello ${firstName},`,
      `your application to sell as ${displayName} was not accepted.`,
      because(reason),
    ),
  'seller-suspended': ({ firstName, displayName, reason }) =>
    letter(
      'Your shop is suspended',
      `Hello ${firstName},`,
      `your shop ${displayName} was suspended: its products are not shown any more.`,
      because(reason),
    ),
  'seller-reinstated': ({ firstName, displayName }) =>
    letter('Your shop is open again', `Hello ${firstName},`, `your shop ${displayName} is no longer suspended.`),
  'seller-closed': ({ firstName, displayName, reason }) =>
    letter('Your shop is closed', `Hello ${firstName},`, `your shop ${displayName} was closed.`, because(reason)),
  'store-invitation': ({ storeName, role, token, expiresAt }) =>
    letter(
      `An invitation to ${storeName}`,
      `You are invited to the team of ${storeName}, as ${role}.`,
      `To accept, log in with this address and give this token: ${token}`,
      `It works until ${dayAndTime('en', expiresAt)}. If you do not know the store, you need not do anything.`,
    ),
};
