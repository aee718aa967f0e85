import { enAdverts } from './en-adverts.ts';
import { enPayouts } from './en-payouts.ts';
import { enPlans } from './en-plans.ts';
import { enWallets } from './en-wallets.ts';
import { enOrders } from './en-orders.ts';
import { enReviews } from './en-reviews.ts';
import { enRewards } from './en-rewards.ts';
import { enSearches } from './en-searches.ts';
import { enOffers } from './en-offers.ts';
import { enDisputes } from './en-disputes.ts';
import { enReturns } from './en-returns.ts';
import { codeBlock, dayAndTime, dayOf, letter, linkBlock, sms, openCampaigns } from './letter.ts';
import type { CodePurpose, ReportKind, Templates } from './template-data.ts';

const codeSubjects: Record<CodePurpose, string> = {
  SIGNUP: 'Your Soko sign-up code',
  LOGIN: 'Your Soko log-in code',
  WITHDRAW: 'Your code to confirm a withdrawal',
  RESET: 'Your code to reset your password',
  EMAIL_CHANGE: 'Your code to confirm this email address',
  PHONE: 'Your code to confirm this phone number',
  KEY_EXPORT: 'Your code to get the key of your wallet',
};

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Reason: ${reason}`);

const reportNames: Record<ReportKind, string> = {
  ORDERS: 'orders',
  SALES_BY_DAY: 'sales by day',
  SALES_BY_PRODUCT: 'sales by product',
  REFUNDS: 'refunds',
  STORE_ORDERS: 'orders of the store',
  TRADE_BY_DAY: 'trade by day',
  MINTS: 'mints',
  BETS: 'bets',
  BETS_BY_DAY: 'bets by day',
  EVENTS: 'events',
};

export const en: Templates = {
  ...enWallets,
  ...enOrders,
  ...enReviews,
  ...enAdverts,
  ...enPayouts,
  ...enPlans,
  ...enDisputes,
  ...enOffers,
  ...enSearches,
  ...enRewards,
  ...enReturns,
  'one-time-code': ({ purpose, code, minutes }) =>
    letter(
      codeSubjects[purpose],
      codeBlock(codeSubjects[purpose], code),
      `The code expires after ${minutes} minutes. Do not share it. Soko staff will never ask for it.`,
      'If you did not request a code, you can ignore this message.',
    ),
  'one-time-code-sms': ({ purpose, code, minutes }) => {
    const ofKey = purpose === 'KEY_EXPORT' ? ' for the private key of your wallet' : '';
    return sms(`${code} is your Soko code${ofKey}. It expires after ${minutes} minutes. Do not share it.`);
  },
  welcome: ({ firstName, campaigns }, timeZone) =>
    letter(
      'Welcome to Soko',
      `Hello ${firstName},`,
      'Your account is ready. You can browse products, save a wishlist, and apply to become a seller. We will send the result of your application to this address.',
      campaigns.length === 0 ? null : 'These campaigns are open now:',
      openCampaigns(campaigns, ({ endsAt }) => `until ${dayAndTime('en', endsAt, timeZone)}`),
    ),
  'sign-up-attempted': ({ firstName }) =>
    letter(
      'You already have an account',
      `Hello ${firstName},`,
      'A new account was requested with this email address. You already have an account, so nothing was changed.',
      'If this was you, log in with your password or reset it. If it was not, you can ignore this message.',
    ),
  'password-changed': ({ firstName, by }) =>
    letter(
      'Your password was changed',
      `Hello ${firstName},`,
      by === 'RESET'
        ? 'Your password was reset with a code sent to this address. All your devices were logged out.'
        : 'Your password was changed. All your other devices were logged out.',
      'If this was not you, reset your password now.',
    ),
  'email-changed': ({ firstName, email }) =>
    letter(
      'Your email address was changed',
      `Hello ${firstName},`,
      `The email address of your account is now ${email}. We will send further messages there.`,
      'If this was not you, contact our support now.',
    ),
  'log-ins-refused': ({ firstName }) =>
    letter(
      'Many wrong passwords for your account',
      `Hello ${firstName},`,
      'Many wrong passwords were tried for your account, from places where you have not logged in before. We refuse log-ins from new places for some minutes. You can still log in where you have logged in before.',
      'If you are in a new place, reset your password to log in. If your password is easy to guess, or you use it elsewhere, change it.',
    ),
  'new-device': ({ firstName, device, at }, timeZone) =>
    letter(
      'A log-in with a new device',
      `Hello ${firstName},`,
      `On ${dayAndTime('en', at, timeZone)}, there was a log-in to your account with a device or from a network that you have not used before${device === null ? '' : `: ${device}`}.`,
      'If this was you, all is well. If it was not, change your password now: this logs out all other devices.',
    ),
  'wallet-key-exported': ({ firstName, at }, timeZone) =>
    letter(
      'The key of your wallet was shown',
      `Hello ${firstName},`,
      `On ${dayAndTime('en', at, timeZone)}, the private key of your token wallet was shown, after a log-in to your account and with the code that we sent.`,
      'A person who has this key can move all items in the wallet, and we cannot take it back. Keep it secret. Soko keeps the key as well.',
      'If this was not you, send your items to another wallet now, change your password, and contact our support.',
    ),
  'session-reused': ({ firstName }) =>
    letter(
      'We logged out one of your devices',
      `Hello ${firstName},`,
      'The key that keeps one of your devices logged in was used twice. It may have been copied, so we ended that session.',
      'Please log in again. If you use the same password elsewhere, change it.',
    ),
  'account-suspended': ({ firstName, reason }) =>
    letter(
      'Your account is suspended',
      `Hello ${firstName},`,
      'Your account was suspended. If you have questions, contact our support.',
      reasonLine(reason),
    ),
  'account-reinstated': ({ firstName }) =>
    letter(
      'Your account is active again',
      `Hello ${firstName},`,
      'Your account is no longer suspended. You can log in.',
    ),
  'data-export-ready': ({ downloadUrl, expiresAt }, timeZone) =>
    letter(
      'Your data export is ready',
      'The copy of your data that you requested is ready.',
      linkBlock('Download your data', downloadUrl),
      `The link expires on ${dayAndTime('en', expiresAt, timeZone)}. Anyone with the link can read your data, so do not share it.`,
    ),
  'data-export-failed': ({ firstName }) =>
    letter(
      'Your data export failed',
      `Hello ${firstName},`,
      'We could not make the copy of your data that you requested. We are sorry.',
      'You can request a new copy now. If it fails again, contact support.',
    ),
  'report-ready': ({ firstName, kind, from, to, rows, reportId }) =>
    letter(
      `Your report: ${reportNames[kind]}`,
      `Hello ${firstName},`,
      `Your report of ${reportNames[kind]} from ${dayOf('en', from)} to ${dayOf('en', to)} is ready. Number of rows: ${rows.toLocaleString('en')}.`,
      `To download it, sign in and open your reports. Its number is ${reportId}.`,
    ),
  'report-failed': ({ firstName, kind, from, to }) =>
    letter(
      `Your report failed: ${reportNames[kind]}`,
      `Hello ${firstName},`,
      `We could not make your report of ${reportNames[kind]} from ${dayOf('en', from)} to ${dayOf('en', to)}. We are sorry.`,
      'You can request it again for fewer days. The next one is made at its usual time.',
    ),
  'goods-ready': ({ firstName, number, titles }) =>
    letter(
      'Your goods are ready',
      `Hello ${firstName},`,
      `Your order ${number} is paid. You can now download its files and see its licence keys: ${titles}.`,
      'Log in and open the order to get them.',
    ),
  'goods-ready-for-guest': ({ number, titles }) =>
    letter(
      'Your goods are ready',
      'Hello,',
      `Your order ${number} is paid. You can now download its files and see its licence keys: ${titles}.`,
      'Open the order where you placed it. This mail has no link to it, because mail can be forwarded.',
    ),
  'message-waiting': ({ firstName, unread, about }) =>
    letter(
      unread === 1 ? 'A message is waiting for you' : `${unread} messages are waiting for you`,
      `Hello ${firstName},`,
      `You have ${unread === 1 ? 'an unread message' : `${unread} unread messages`} about ${about}.`,
      'Open your conversations on Soko to read and answer. We write again only after you have read them.',
    ),
  'seller-applied': ({ firstName, displayName }) =>
    letter(
      'We received your application',
      `Hello ${firstName},`,
      `Thank you for applying to sell as ${displayName}. We will review your application and send the result to this address.`,
    ),
  'seller-approved': ({ firstName, displayName, handle }) =>
    letter(
      'You can now sell on Soko',
      `Hello ${firstName},`,
      `Your application to sell as ${displayName} was approved. Your handle is ${handle}.`,
      'Log in again and create your first product.',
    ),
  'seller-rejected': ({ firstName, displayName, reason }) =>
    letter(
      'Your seller application',
      `Hello ${firstName},`,
      `Your application to sell as ${displayName} was not accepted.`,
      reasonLine(reason),
    ),
  'seller-suspended': ({ firstName, displayName, reason }) =>
    letter(
      'Your seller account is suspended',
      `Hello ${firstName},`,
      `Your seller account ${displayName} was suspended. Buyers cannot see its products. If you have questions, contact our support.`,
      reasonLine(reason),
    ),
  'seller-reinstated': ({ firstName, displayName }) =>
    letter(
      'Your seller account is active again',
      `Hello ${firstName},`,
      `Your seller account ${displayName} is no longer suspended.`,
    ),
  'seller-closed': ({ firstName, displayName, reason }) =>
    letter(
      'Your seller account is closed',
      `Hello ${firstName},`,
      `Your seller account ${displayName} was closed.`,
      reasonLine(reason),
    ),
  'webhook-disabled': ({ firstName, storeName, host, kind }) =>
    letter(
      `A webhook endpoint of ${storeName} is disabled`,
      `Hello ${firstName},`,
      kind === 'GONE'
        ? `The webhook endpoint of ${storeName} at ${host} answered that it is gone, so we disabled it.`
        : `All events that we sent to the webhook endpoint of ${storeName} at ${host} failed for days, so we disabled it.`,
      'It gets no further events. Enable it again once it works; then send the failed deliveries again.',
    ),
  'store-invitation': ({ storeName, role, token, expiresAt }, timeZone) =>
    letter(
      `Invitation to ${storeName}`,
      `You are invited to join the team of ${storeName} as ${role}.`,
      codeBlock('To accept, log in with this email address and enter this token', token),
      `The invitation expires on ${dayAndTime('en', expiresAt, timeZone)}. If you do not know this store, you can ignore this message.`,
    ),
};
