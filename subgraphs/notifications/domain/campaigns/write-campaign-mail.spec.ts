import { describe, expect, it } from '@jest/globals';
import type { CampaignText } from './campaign.ts';
import { writeCampaignMail, wrongVariableIn } from './write-campaign-mail.ts';

const text: CampaignText = {
  locale: 'en',
  title: 'Spring sale',
  subject: '{{title}} for {{firstName}}',
  body: 'Hello {{ firstName }},\n\nEverything is cheaper until {{endsAt}}.\r\nCome soon.',
  links: [{ label: 'See the offers', url: 'https://soko.example/offers?a=1&b=2' }],
};
const ada = { firstName: 'Ada', endsAt: new Date('2026-03-31T21:00:00Z'), timeZone: null };

describe('the mail of a campaign', () => {
  it('has its variables filled in, and a paragraph per line', () => {
    expect(writeCampaignMail(text, ada, null)).toEqual({
      subject: 'Spring sale for Ada',
      body: [
        'Hello Ada,',
        'Everything is cheaper until March 31, 2026 at 9:00 PM UTC.',
        'Come soon.',
        'See the offers: https://soko.example/offers?a=1&b=2',
      ].join('\n\n'),
      content: expect.any(Array),
    });
  });

  it('writes dates as in its language', () => {
    expect(writeCampaignMail({ ...text, locale: 'de', body: 'Bis {{endsAt}}' }, ada, null).body).toContain(
      'Bis 31. März 2026 um 21:00 UTC',
    );
  });

  it('leaves the end of the window as it is written while a draft has none', () => {
    const draft = writeCampaignMail(
      { ...text, subject: 'Until {{endsAt}}' },
      { ...ada, firstName: '', endsAt: null },
      null,
    );
    expect(draft.subject).toBe('Until {{endsAt}}');
    expect(draft.body).toContain('Everything is cheaper until {{endsAt}}.');
    expect(draft.body).toContain('Hello,');
  });

  it('writes times as in the time zone of its reader', () => {
    const { body } = writeCampaignMail({ ...text, body: '{{endsAt}}' }, { ...ada, timeZone: 'Africa/Nairobi' }, null);
    expect(body).toContain('April 1, 2026 at 12:00 AM');
  });

  it('leads through the addresses that count, and has a picture that counts', () => {
    const tracking = {
      pixelUrl: 'https://soko.example/o',
      linkUrl: (index: number) => `https://soko.example/c/${index}`,
    };
    const mail = writeCampaignMail(text, ada, tracking);
    expect(mail.body).toContain('See the offers: https://soko.example/c/0');
    expect(mail.body).not.toContain('https://soko.example/o\n');
    expect(mail.content).toContainEqual({ kind: 'pixel', url: 'https://soko.example/o' });
    expect(JSON.stringify(mail)).not.toContain('offers?a=1');
  });

  it('keeps the subject in one line, whatever a person is called', () => {
    const mail = writeCampaignMail(text, { ...ada, firstName: 'Ada\r\nBcc: all@example.org' }, null);
    expect(mail.subject).toBe('Spring sale for Ada Bcc: all example org');
  });

  it('fills in no variable that a person is called', () => {
    expect(writeCampaignMail(text, { ...ada, firstName: '{{endsAt}}' }, null).subject).toBe(
      'Spring sale for {{endsAt}}',
    );
  });
});

describe('variables', () => {
  it.each([
    ['Hello {{firstName}}', null],
    ['{{ title }} until {{endsAt}}', null],
    ['a { brace } of JSON', null],
    ['Hello {{name}}', '{{name}}'],
    ['{{}}', '{{}}'],
    ['{{firstName', '{{'],
    ['firstName}}', '}}'],
    ['{{constructor}}', '{{constructor}}'],
    ['{{firstName.length}}', '{{firstName.length}}'],
  ])('in "%s": wrong is %s', (written, wrong) => {
    expect(wrongVariableIn(written)).toBe(wrong);
  });
});
