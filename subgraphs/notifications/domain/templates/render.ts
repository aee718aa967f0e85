import { de } from './de.ts';
import { en } from './en.ts';
import { sw } from './sw.ts';
import type { TemplateData, TemplateName, Templates } from './template-data.ts';
import type { Text } from './text.ts';

const languages: Record<string, Templates> = { de, en, sw };

/** Line breaks and other control characters in a name could forge mail headers. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

/** Names that people chose for themselves, their shop, their store or their goods. */
const nameFields = new Set(['firstName', 'displayName', 'storeName', 'titles', 'about', 'searchName']);

/** Longest name in a message, in characters. */
const maxNameLength = 60;

/**
 * A name as messages show it. People choose whom we write to and under which name, so a name must not be a link: mail
 * programs make one of every `evil.com`.
 */
export function plainName(text: string): string {
  const plain = oneLine(text)
    .replaceAll(/\p{Cf}+/gu, '')
    .replaceAll(/[.。．｡:/\\@]+(?=[^\s.])/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  return characters.length > maxNameLength ? `${characters.slice(0, maxNameLength).join('')}…` : plain;
}

/** Names and reasons come from people. None may add a line to a message, and no name a link. */
const toHarmless = <Data extends object>(data: Data): Data =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value];
      return [name, nameFields.has(name) ? plainName(value) : oneLine(value)];
    }),
  ) as Data;

/**
 * Renders a template in the language of `locale` (`de-CH` uses `de`), or in English without a translation. The returned
 * `locale` is the language of the text.
 */
export function render<Name extends TemplateName>(
  template: Name,
  locale: string,
  data: TemplateData[Name],
  timeZone: string | null = null,
): Text & { locale: string } {
  const wanted = locale.split('-', 1)[0]!.toLowerCase();
  const language = Object.hasOwn(languages, wanted) ? wanted : 'en';
  const write: Templates[Name] = languages[language]![template];
  return { ...write(toHarmless(data), timeZone), locale: language };
}
