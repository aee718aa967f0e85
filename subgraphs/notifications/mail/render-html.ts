import type { Block } from '../domain/templates/text.ts';
import { layout } from './layout.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character]!);

const fact = ([label, value]: readonly [string, string]): string =>
  `<tr><td class="fact label" style="padding:8px 12px 8px 0;border-top:1px solid #dfe4ea;color:#5b6673;vertical-align:top">${escape(label)}</td>` +
  `<td class="fact" style="padding:8px 0;border-top:1px solid #dfe4ea;vertical-align:top">${escape(value)}</td></tr>`;

function htmlOf(block: Block): string {
  if (typeof block === 'string') return `<p>${escape(block)}</p>`;
  switch (block.kind) {
    case 'code':
      return (
        `<p style="margin-bottom:4px">${escape(block.label)}</p>` +
        `<p class="code" style="padding:12px 16px;border-radius:8px;background:#eef1f5;font:700 24px/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:2px;overflow-wrap:anywhere">${escape(block.code)}</p>`
      );
    case 'link':
      return `<p><a href="${escape(block.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b5fd0;color:#ffffff;font-weight:600;text-decoration:none">${escape(block.label)}</a></p>`;
    case 'pixel':
      return `<img src="${escape(block.url)}" alt="" width="1" height="1" style="display:block;width:1px;height:1px;border:0">`;
    case 'facts':
      return `<table role="presentation" style="width:100%;margin:0 0 16px;border-collapse:collapse;font-size:16px;line-height:1.5">${block.rows.map(fact).join('')}</table>`;
    default:
      return block satisfies never;
  }
}

/** The first sentence after the salutation: mailboxes show it beside the subject. A code is not shown there. */
const previewOf = (content: readonly Block[]): string => {
  const sentences = content.filter((block) => typeof block === 'string');
  return sentences[1] ?? sentences[0] ?? '';
};

export interface HtmlMail {
  language: string;
  subject: string;
  content: readonly Block[];
  /** Lines below the letter: plain text, or a link. */
  footer: readonly (string | { label: string; url: string })[];
}

/** The layout, divided where texts are inserted: its texts and the names of values take turns. */
const parts = layout.split(/\{\{\s*(\w+)\s*\}\}/);

/** A mail as HTML: its blocks in the layout. Texts are escaped, so that no name can add markup. */
export function renderHtml({ language, subject, content, footer }: HtmlMail): string {
  const values: Readonly<Record<string, string>> = {
    language: escape(language),
    title: escape(subject),
    preview: escape(previewOf(content)),
    content: content.map(htmlOf).join(''),
    footer: footer
      .map((line) =>
        typeof line === 'string'
          ? escape(line)
          : `<a href="${escape(line.url)}" style="color:#5b6673">${escape(line.label)}</a>`,
      )
      .join('<br>'),
  };
  return parts.map((part, index) => (index % 2 === 0 ? part : values[part])).join('');
}
