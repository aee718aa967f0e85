import type { Keys } from '@soko/env/keys';
import { unseal } from '@soko/seal';
import type { PersonalSection } from '@soko/subgraph';
import { bodySeal } from '../domain/message.ts';

/** The text of a message, opened. Codes and links that are valid are no data about a person, and give away the account. */
function openText(sealKeys: Keys, { sealedText, ...item }: Record<string, unknown>): Record<string, unknown> {
  return { ...item, text: typeof sealedText === 'string' ? unseal(sealKeys, bodySeal, sealedText) : null };
}

/** What notifications holds about a person. */
export const personalData = (sealKeys: Keys): PersonalSection[] => [
  {
    name: 'contact',
    sql: `SELECT user_id AS key, jsonb_build_object('email', email, 'formerEmails', former_emails, 'firstName', first_name, 'locale', locale,
        'timeZone', time_zone) AS item
      FROM contacts WHERE user_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3`,
  },
  {
    name: 'preferences',
    sql: `SELECT topic || ' ' || channel AS key, jsonb_build_object('topic', topic, 'channel', channel, 'enabled', enabled,
        'changedAt', changed_at) AS item
      FROM preference WHERE reader_id = $1 AND topic || ' ' || channel > $2 ORDER BY 1 LIMIT $3`,
  },
  {
    name: 'preferenceChanges',
    sql: `SELECT lpad(id::text, 20, '0') AS key, jsonb_build_object('topic', topic, 'channel', channel, 'enabled', enabled,
        'via', via, 'at', created_at) AS item
      FROM preference_change WHERE reader_id = $1 AND id > coalesce(nullif($2, '')::bigint, 0) ORDER BY id LIMIT $3`,
  },
  {
    name: 'quietHours',
    sql: `SELECT user_id AS key, jsonb_build_object('from', to_char(make_interval(mins => from_minute), 'HH24:MI'),
        'to', to_char(make_interval(mins => to_minute), 'HH24:MI')) AS item
      FROM quiet_hours WHERE user_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3`,
  },
  {
    name: 'messages',
    sql: `SELECT id AS key, jsonb_build_object('id', id, 'channel', channel, 'recipient', recipient, 'template', template,
        'topic', topic, 'locale', locale, 'subject', subject, 'status', status, 'createdAt', created_at, 'sentAt', sent_at,
        'readAt', read_at, 'sealedText', CASE WHEN expires_at IS NULL THEN body END) AS item
      FROM notifications WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
    show: (item) => openText(sealKeys, item),
  },
  {
    name: 'campaigns',
    sql: `SELECT message_id AS key, jsonb_build_object('campaignId', campaign_id, 'messageId', message_id, 'outcome', outcome,
        'createdAt', created_at, 'openedAt', opened_at, 'clickedAt', clicked_at, 'bouncedAt', bounced_at,
        'complainedAt', complained_at, 'unsubscribedAt', unsubscribed_at) AS item
      FROM campaign_recipient WHERE user_id = $1 AND message_id > $2 ORDER BY message_id LIMIT $3`,
  },
  {
    name: 'audience',
    sql: `SELECT user_id AS key, jsonb_build_object('roles', roles, 'status', status, 'registeredAt', registered_at,
        'homeCountry', home_country, 'country', country, 'excludedUntil', excluded_until::text) AS item
      FROM audience_member WHERE user_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3`,
  },
  {
    name: 'campaignSegments',
    sql: `SELECT campaign_id AS key, jsonb_build_object('campaignId', campaign_id) AS item
      FROM campaign_member WHERE user_id = $1 AND campaign_id > $2 ORDER BY campaign_id LIMIT $3`,
  },
  {
    name: 'purchases',
    sql: `SELECT category_id || ' ' || store_id AS key, jsonb_build_object('categoryId', category_id,
        'storeId', nullif(store_id, ''), 'boughtAt', bought_at) AS item
      FROM purchase WHERE user_id = $1 AND category_id || ' ' || store_id > $2 ORDER BY 1 LIMIT $3`,
  },
  {
    name: 'settledBets',
    sql: `SELECT day || ' ' || currency AS key, jsonb_build_object('day', day, 'currency', currency, 'bets', bets, 'won', won,
        'stakeMinor', stake_minor::text, 'paidMinor', paid_minor::text) AS item
      FROM bet_digest WHERE user_id = $1 AND day || ' ' || currency > $2 ORDER BY 1 LIMIT $3`,
  },
  {
    name: 'blockedAddresses',
    sql: `SELECT b.address AS key, jsonb_build_object('address', b.address, 'reason', b.reason, 'createdAt', b.created_at) AS item
      FROM contacts c JOIN blocked_address b ON b.address = c.email OR b.address = ANY (c.former_emails)
      WHERE c.user_id = $1 AND b.address > $2 ORDER BY b.address LIMIT $3`,
  },
];
