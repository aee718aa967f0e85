import { describe, expect, it } from '@jest/globals';
import { renderHtml } from './render-html.ts';

const mail = {
  language: 'de',
  subject: 'Ihre Bestellung',
  content: ['Hallo Ada,', 'die Ware ist da.'],
  footer: ['Soko', { label: 'Abmelden', url: 'https://soko.example/mail/unsubscribe/x?a=1&b=2' }],
};

describe('a mail as HTML', () => {
  it('has its language, title, texts, and links, and leaves no token', () => {
    const html = renderHtml(mail);
    expect(html).toContain('lang="de"');
    expect(html).toContain('<title>Ihre Bestellung</title>');
    expect(html).toContain('<p>die Ware ist da.</p>');
    expect(html).toContain('href="https://soko.example/mail/unsubscribe/x?a=1&amp;b=2"');
    expect(html).not.toMatch(/\{\{|undefined/);
  });

  it('shows the first sentence after the salutation in the list of mails, and never a code', () => {
    const code = { kind: 'code', label: 'Code', code: '042137' } as const;
    const html = renderHtml({ ...mail, content: [code, 'Er gilt 10 Minuten.'] });
    expect(html.slice(0, html.indexOf('class="letter"'))).toContain('Er gilt 10 Minuten.');
    expect(html.slice(0, html.indexOf('class="letter"'))).not.toContain('042137');
    expect(html).toContain('042137');
  });

  it('escapes what people wrote, wherever it stands', () => {
    const evil = `<img src=x onerror="alert('1')">$& {{footer}}`;
    const html = renderHtml({
      language: 'en',
      subject: evil,
      content: [
        evil,
        { kind: 'code', label: evil, code: evil },
        { kind: 'link', label: evil, url: `https://x/"${evil}` },
        { kind: 'facts', rows: [[evil, evil]] },
      ],
      footer: [evil],
    });
    expect(html).not.toContain('<img src=x');
    expect(
      html.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;\$&amp; \{\{footer\}\}/g)!.length,
    ).toBeGreaterThanOrEqual(8);
  });

  it('adapts to a dark mode and loads nothing from elsewhere', () => {
    const html = renderHtml(mail);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).not.toMatch(/\b(src|background)="|url\((?!#)|@import/);
  });
});
