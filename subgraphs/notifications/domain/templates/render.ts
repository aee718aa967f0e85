import { de } from './de.ts';
import { en } from './en.ts';
import { sw } from './sw.ts';
import type { TemplateData, TemplateName, Templates, Text } from './template-data.ts';

const languages: Record<string, Partial<Templates>> = { de, en, sw };

/** Line breaks and other control characters in a name would forge mail headers. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

/** Names and reasons are written by people; none may add a line of its own to a message. */
const tame = <Data extends object>(data: Data): Data =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value]),
  ) as Data;

/**
 * Puts a template into words of the language of `locale` (`de-CH` is written as `de`), or in English where there are
 * none. `locale` of the answer is the language it is written in.
 */
export function render<Name extends TemplateName>(
  template: Name,
  locale: string,
  data: TemplateData[Name],
): Text & { locale: string } {
  const language = locale.split('-', 1)[0]!.toLowerCase();
  const translated = Object.hasOwn(languages, language) ? languages[language]?.[template] : undefined;
  const write: Templates[Name] = translated ?? en[template];
  return { ...write(tame(data)), locale: translated === undefined ? 'en' : language };
}
