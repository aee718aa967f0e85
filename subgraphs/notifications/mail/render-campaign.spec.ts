import { describe, expect, it } from '@jest/globals';
import { writeCampaignMail } from '../domain/campaigns/write-campaign-mail.ts';
import { renderHtml } from './render-html.ts';

const tracking = { pixelUrl: 'https://soko.example/o?a=1&b=2', linkUrl: () => 'https://soko.example/c' };

const htmlOf = (part: string): string => {
  const mail = writeCampaignMail(
    {
      locale: 'en',
      title: part,
      subject: `${part} {{title}}`,
      body: `${part} {{title}} {{firstName}}`,
      links: [{ label: part, url: 'https://soko.example/' }],
    },
    { firstName: part, endsAt: null, timeZone: null },
    tracking,
  );
  return renderHtml({ language: 'en', subject: mail.subject, content: mail.content, footer: [] });
};

describe('the HTML of a campaign', () => {
  it('has the picture and the address that count', () => {
    expect(htmlOf('Sale')).toContain('<img src="https://soko.example/o?a=1&amp;b=2"');
    expect(htmlOf('Sale')).toContain('href="https://soko.example/c"');
  });

  it.each([
    ['markup', '<img src=x onerror=alert(1)>'],
    ['a link', '</p><a href="https://evil.example">'],
    ['quotes', '" onmouseover="alert(1)'],
    ['a style', '</style><script>alert(1)</script>'],
    ['a place of the layout', '{{ content }}'],
  ])('shows %s in any part as text', (_, hostile) => {
    const sound = htmlOf('Sale');
    const tags = (html: string) => html.match(/<[a-z]+/gi)!.length;
    expect(tags(htmlOf(hostile))).toBe(tags(sound));
    expect(htmlOf(hostile)).not.toMatch(/onmouseover="|evil\.example"|<script/);
  });
});
