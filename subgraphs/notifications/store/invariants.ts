import type { Invariant } from '@soko/invariants';
import { webhookInvariants } from './webhooks/invariants.ts';

/** Rules of the rows of notifications that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'no-text-outlives-its-code',
    rule: 'The text of a message is deleted within 15 seconds after its code or link expires.',
    sql: `SELECT m.id AS subject, format('%s expired at %s', m.template, m.expires_at) AS found
      FROM notifications m, bounds WHERE m.body IS NOT NULL AND m.expires_at < bounds.settled - interval '15 seconds'`,
  },
  {
    name: 'no-message-is-sent-forever',
    rule: 'A message that a process took is sent, tried again or given up soon after.',
    sql: `SELECT m.id AS subject, format('%s since %s', m.status, m.due_at) AS found
      FROM notifications m, bounds WHERE m.status = 'SENDING' AND m.due_at < bounds.settled`,
  },
  {
    name: 'nothing-is-sent-that-is-turned-off',
    rule: 'No message is sent five minutes after its reader turned off its topic, or later.',
    sql: `SELECT m.id AS subject, format('%s sent at %s, off since %s', m.template, m.sent_at, p.changed_at) AS found
      FROM preference p JOIN notifications m ON m.user_id = p.reader_id AND m.topic = p.topic AND m.channel = p.channel
      WHERE NOT p.enabled AND m.sent_at > p.changed_at + interval '5 minutes'`,
  },
  {
    name: 'advertising-needs-a-yes',
    rule: 'Advertising, and mail about rewards of stores, is sent only to people who agreed to it before.',
    sql: `SELECT m.id AS subject, format('%s sent at %s', m.template, m.sent_at) AS found FROM notifications m
      WHERE (m.topic = 'MARKETING' OR m.topic = 'REWARDS' AND m.channel = 'EMAIL') AND m.sent_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM preference_change c WHERE c.reader_id = m.user_id AND c.topic = m.topic
          AND c.channel = m.channel AND c.enabled AND c.created_at <= m.sent_at)`,
  },
  {
    name: 'no-campaign-outlives-its-window',
    rule: 'A campaign ends soon after its window closes.',
    sql: `SELECT c.id AS subject, format('%s until %s', c.status, c.ends_at) AS found
      FROM campaign c, bounds WHERE c.status IN ('SCHEDULED', 'SENDING') AND c.ends_at < bounds.settled`,
  },
  {
    name: 'a-reader-waits-for-a-message-that-waits',
    rule: 'A mail of a campaign is counted as queued while its message waits, and not longer.',
    sql: `SELECT r.message_id AS subject, coalesce(n.status, 'no message') AS found
      FROM campaign_recipient r JOIN bounds ON r.created_at < bounds.settled
      LEFT JOIN notifications n ON n.id = r.message_id
      WHERE r.outcome = 'QUEUED' AND n.due_at IS NULL`,
  },
  ...webhookInvariants,
];
