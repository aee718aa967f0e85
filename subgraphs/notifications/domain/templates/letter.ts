import { knownZone } from '../known-zone.ts';
import { digitsOf, formatMinor, type Money } from '@soko/money';
import type { Block, Text } from './text.ts';

/** A block as plain text. Null for one that is in the HTML alone. */
export function textOf(block: Block): string | null {
  if (typeof block === 'string') return block;
  switch (block.kind) {
    case 'code':
      return `${block.label}: ${block.code}`;
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'pixel':
      return null;
    case 'facts':
      return block.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    default:
      return block satisfies never;
  }
}

/** A mail of paragraphs and other blocks. Null ones are left out. */
export function letter(subject: string, ...blocks: (Block | null)[]): Text {
  const content = blocks.filter((block) => block !== null);
  const texts = content.map(textOf).filter((text) => text !== null);
  return { subject, body: texts.join('\n\n'), content };
}

/** A text message. */
export const sms = (body: string): Text => ({ subject: null, body, content: [] });

/** A code to be typed or copied. */
export const codeBlock = (label: string, code: string): Block => ({ kind: 'code', label, code });

/** A link, as a button where there is HTML. */
export const linkBlock = (label: string, url: string): Block => ({ kind: 'link', label, url });

/** A table of labels and values. Null values are left out. */
export const factsBlock = (rows: readonly (readonly [label: string, value: string | null])[]): Block => ({
  kind: 'facts',
  rows: rows.filter((row): row is readonly [string, string] => row[1] !== null),
});

/** Making a format takes longer than using it a hundred times. There are few languages, currencies and time zones. */
function kept<Format>(make: (locale: string, variant: string) => Format) {
  const formats = new Map<string, Format>();
  return (locale: string, variant = ''): Format => {
    const key = `${locale} ${variant}`;
    const format = formats.get(key) ?? make(locale, variant);
    formats.set(key, format);
    return format;
  };
}

const timeFormat = kept(
  (locale, timeZone) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }),
);

const zoneFormat = kept((locale, timeZone) => new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }));

const dayFormat = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }));

const moneyFormat = kept((locale, currency) => {
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
});

/** A table of campaigns with their ends. Null without one. */
export const openCampaigns = <Campaign extends { title: string }>(
  campaigns: readonly Campaign[],
  endOf: (campaign: Campaign) => string,
): Block | null =>
  campaigns.length === 0 ? null : factsBlock(campaigns.map((campaign) => [campaign.title, endOf(campaign)]));

/** Goods with their prices, each with a link to its page if it has one. */
export const goodsBlocks = (
  locale: string,
  goods: readonly { title: string; price: Money; url: string | null }[],
): Block[] =>
  goods.every(({ url }) => url === null)
    ? [factsBlock(goods.map(({ title, price }) => [title, amountOf(locale, price)]))]
    : goods.map(({ title, price, url }) => {
        const label = `${title}, ${amountOf(locale, price)}`;
        return url === null ? label : linkBlock(label, url);
      });

/** A date and time on the clocks of the reader, with the name of the zone; in UTC without a known zone. */
export function dayAndTime(locale: string, at: Date, timeZone: string | null): string {
  const zone = knownZone(timeZone);
  const name = zoneFormat(locale, zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')!.value;
  return `${timeFormat(locale, zone).format(at)} ${name}`;
}

/** An amount with its currency code, formatted for the language: `KES 1,000.00`. */
export const amountOf = (locale: string, { amountMinor, currency }: Money): string =>
  moneyFormat(locale, currency)
    .format(formatMinor(amountMinor, currency) as `${number}`)
    .replaceAll('\u00a0', ' ');

/** A day in UTC, formatted for the language. */
export const dayOf = (locale: string, day: Date): string => dayFormat(locale).format(day);
