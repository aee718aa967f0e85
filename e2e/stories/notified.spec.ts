import { afterAll, describe, expect, it } from '@jest/globals';
import type { Client } from '../harness/client.ts';
import { deliveredMail } from '../harness/mails.ts';
import { newAddress, password, signUp } from '../harness/people.ts';
import { watcher, type Watcher } from '../harness/watching.ts';

const open: Watcher[] = [];
const watching = (who: Client): Watcher => {
  const opened = watcher(who.token);
  open.push(opened);
  return opened;
};

const added = 'subscription { notificationAdded { id template title text } }';

const changePassword = (who: Client, newPassword: string) =>
  who.data(
    `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ... on UserError { code } } }`,
    { input: { currentPassword: password, newPassword } },
  );

const link = /(https?:\S+\/mail\/unsubscribe\?token=[\w.-]+)/;

describe('a person', () => {
  afterAll(() => open.forEach((each) => each.close()));

  it('hears of a change of their account in the app, and nobody else does', async () => {
    const [ada, ben] = [await signUp(newAddress('ada')), await signUp(newAddress('ben'))];
    const [ofAda, ofBen] = [await watching(ada).watch(added), await watching(ben).watch(added)];
    await changePassword(ada, 'another-long-password-8');
    await ofAda.sees('the warning', ({ notificationAdded }) => notificationAdded.template === 'password-changed');
    await changePassword(ben, 'another-long-password-9');
    await ofBen.sees(
      'a warning of their own',
      ({ notificationAdded }) => notificationAdded.template === 'password-changed',
    );
    const ids = (watched: typeof ofAda) => watched.messages.map(({ notificationAdded: { id } }) => id as string);
    expect(ids(ofAda).filter((id) => ids(ofBen).includes(id))).toEqual([]);

    const { notifications } = await ada.data('{ notifications(unreadOnly: true) { nodes { id title readAt } } }');
    const warning = notifications.nodes.find(({ title }: { title: string }) => title === 'Your password was changed');
    const { markRead } = await ada.data(
      'mutation ($input: MarkReadInput!) { markRead(input: $input) { ... on Notification { readAt } } }',
      { input: { notificationId: warning.id } },
    );
    expect(markRead.readAt).toEqual(expect.any(String));
    const { unreadCount } = await ada.data('{ unreadCount }');
    expect(unreadCount).toBe(notifications.nodes.length - 1);
  });

  it('sets quiet hours once their profile has a time zone', async () => {
    const ada = await signUp(newAddress('asleep'));
    await ada.data('mutation { updateProfile(input: { timeZone: "Africa/Nairobi" }) { __typename } }');
    const set = async () => {
      const { setQuietHours } = await ada.data(
        `mutation { setQuietHours(input: { from: "22:00", to: "07:00" }) { __typename
           ... on NotificationPreferences { timeZone quietHours { from to } } } }`,
      );
      return setQuietHours;
    };
    expect(await set()).toMatchObject({ timeZone: 'Africa/Nairobi', quietHours: { from: '22:00', to: '07:00' } });
  });
});

describe('the link in a mail', () => {
  it('unsubscribes through the gateway, without a log-in, and not by being opened', async () => {
    const email = newAddress('unsubscribing');
    const ada = await signUp(email);
    const isOn = async (): Promise<boolean> => {
      const { notificationPreferences } = await ada.data(
        '{ notificationPreferences { preferences { topic channel enabled } } }',
      );
      const { preferences } = notificationPreferences as {
        preferences: { topic: string; channel: string; enabled: boolean }[];
      };
      return preferences.find(({ topic, channel }) => topic === 'ACCOUNT' && channel === 'EMAIL')!.enabled;
    };
    const { mail, caught: url } = await deliveredMail(email, link);
    const header = mail.headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe');
    expect(header?.value.replaceAll(/\s/g, '')).toBe(`<${url}>`);
    const opened = await fetch(url);
    expect([opened.status, await opened.text()]).toEqual([200, expect.stringContaining('<form method="post">')]);
    expect(await isOn()).toBe(true);
    const clicked = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(clicked.status).toBe(200);
    expect(await isOn()).toBe(false);
  });
});
