import { de } from './de.ts';
import { en } from './en.ts';
import { sw } from './sw.ts';
import type { TemplateData, TemplateName, Templates, Text } from './template-data.ts';

const languages: Record<string, Partial<Templates>> = { de, en, sw };

/** Line breaks and other control characters in a name could forge mail headers. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

/** Names and reasons come from people. None may add a line to a message. */
const toSingleLines = <Data extends object>(data: Data): Data =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value]),
  ) as Data;

/**
 * Renders a template in the language of `locale` (`de-CH` uses `de`), or in English when the template has no such
 * translation. The returned `locale` is the language of the text.
 */
export function render<Name extends TemplateName>(
  template: Name,
  locale: string,
  data: TemplateData[Name],
): Text & { locale: string } {
  const language = locale.split('-', 1)[0]!.toLowerCase();
  const translated = Object.hasOwn(languages, language) ? languages[language]?.[template] : undefined;
  const write: Templates[Name] = translated ?? en[template];
  return { ...write(toSingleLines(data)), locale: translated === undefined ? 'en' : language };
}
