import type { Role } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { nameField, readCountry, readLine, readList, readName, readText, readUrl } from '@soko/input';
import {
  anyone,
  type CampaignDraft,
  type CampaignLink,
  type CampaignText,
  type Segment,
} from '../../domain/campaigns/campaign.ts';
import { variables, wrongVariableIn } from '../../domain/campaigns/write-campaign-mail.ts';

type Optional<Value> = Value | null | undefined;

interface SegmentInput {
  roles?: Optional<readonly Role[]>;
  countries?: Optional<readonly string[]>;
  locales?: Optional<readonly string[]>;
  registeredFrom?: Optional<Date>;
  registeredUntil?: Optional<Date>;
  boughtInCategoryId?: Optional<string>;
  customersOfStoreId?: Optional<string>;
  segmentId?: Optional<string>;
}

interface LinkInput {
  label: string;
  url: string;
}

interface TextInput {
  locale: string;
  title: string;
  subject: string;
  body: string;
  links?: Optional<readonly LinkInput[]>;
}

/** Everything that a person can set in a draft. What is absent was not given. */
export interface CampaignInput {
  name?: Optional<string>;
  segment?: Optional<SegmentInput>;
  texts?: Optional<readonly TextInput[]>;
  perMinute?: Optional<number>;
}

const maxConditions = { min: 0, max: 50 };
const languageTag = /^[a-z]{2,3}$/;

/** Mails per minute when nothing is given. */
const defaultPerMinute = 600;

const unique = <Value extends string>(values: readonly Value[]): Value[] => [...new Set(values)].toSorted();

/** A primary language, such as `sw`. */
function readLanguage(text: string, field: string): string {
  const written = text.trim().toLowerCase();
  if (languageTag.test(written)) return written;
  throw badUserInput(`${nameField(field)} must be a language without a region, such as en or sw.`, field);
}

function readEach(
  items: Optional<readonly string[]>,
  field: string,
  read: (text: string, field: string) => string,
): string[] {
  const listed = readList(items ?? [], field, maxConditions);
  return unique(listed.map((item, index) => read(item, `${field}.${index}`)));
}

function readId(id: Optional<string>, prefix: 'cat' | 'sto' | 'sgm', field: string): string | null {
  if (id == null) return null;
  if (isId(prefix, id)) return id;
  throw badUserInput(`\`${field}\` must be an id that starts with \`${prefix}_\`.`, field);
}

function readPace(perMinute: number): number {
  if (perMinute >= 1 && perMinute <= 60_000) return perMinute;
  throw badUserInput('`perMinute` must be a whole number from 1 to 60,000.', 'perMinute');
}

function readSegment(input: Optional<SegmentInput>): Segment {
  const { registeredFrom = null, registeredUntil = null } = input ?? {};
  if (registeredFrom !== null && registeredUntil !== null && registeredFrom >= registeredUntil)
    throw badUserInput('`segment.registeredUntil` must be after `segment.registeredFrom`.', 'segment.registeredUntil');
  const segmentId = readId(input?.segmentId, 'sgm', 'segment.segmentId');
  return {
    ...anyone,
    ...(segmentId === null ? {} : { segmentId }),
    roles: unique(input?.roles ?? []),
    countries: readEach(input?.countries, 'segment.countries', readCountry),
    locales: readEach(input?.locales, 'segment.locales', readLanguage),
    registeredFrom: registeredFrom?.toISOString() ?? null,
    registeredUntil: registeredUntil?.toISOString() ?? null,
    boughtInCategoryId: readId(input?.boughtInCategoryId, 'cat', 'segment.boughtInCategoryId'),
    customersOfStoreId: readId(input?.customersOfStoreId, 'sto', 'segment.customersOfStoreId'),
  };
}

function requireKnownVariables(text: string, field: string): string {
  const wrong = wrongVariableIn(text);
  if (wrong === null) return text;
  const known = new Intl.ListFormat('en').format(variables.map((name) => `{{${name}}}`));
  throw badUserInput(
    `${nameField(field)} has "${wrong.slice(0, 40)}", which is no variable. There are ${known}.`,
    field,
  );
}

function readTitle(text: string, field: string): string {
  const title = readLine(text, field, { max: 80 });
  if (!/\{\{|\}\}/.test(title)) return title;
  throw badUserInput(`${nameField(field)} must not have variables.`, field);
}

const readLink = ({ label, url }: LinkInput, field: string): CampaignLink => ({
  label: readLine(label, `${field}.label`, { max: 60 }),
  url: readUrl(url, `${field}.url`),
});

const readCampaignText = ({ locale, title, subject, body, links }: TextInput, field: string): CampaignText => ({
  locale: readLanguage(locale, `${field}.locale`),
  title: readTitle(title, `${field}.title`),
  subject: requireKnownVariables(readLine(subject, `${field}.subject`, { max: 120 }), `${field}.subject`),
  body: requireKnownVariables(readText(body, `${field}.body`, { max: 5_000 }), `${field}.body`),
  links: readList(links ?? [], `${field}.links`, { min: 0, max: 5 }).map((link, index) =>
    readLink(link, `${field}.links.${index}`),
  ),
});

function readTexts(input: readonly TextInput[]): CampaignDraft['texts'] {
  const listed = readList(input, 'texts', { min: 1, max: 20 });
  const [first, ...others] = listed.map((text, index) => readCampaignText(text, `texts.${index}`));
  const locales = [first!, ...others].map(({ locale }) => locale);
  const repeated = locales.findIndex((locale, index) => locales.indexOf(locale) < index);
  if (repeated < 0) return [first!, ...others];
  const field = `texts.${repeated}.locale`;
  throw badUserInput(`${nameField(field)} has a text already: give one text per language.`, field);
}

/** The parts of a draft that were given, checked. Throws BAD_USER_INPUT. */
export const readChanges = ({ name, segment, texts, perMinute }: CampaignInput): Partial<CampaignDraft> => ({
  ...(name == null ? {} : { name: readName(name, 'name') }),
  ...(segment == null ? {} : { segment: readSegment(segment) }),
  ...(texts == null ? {} : { texts: readTexts(texts) }),
  ...(perMinute == null ? {} : { perMinute: readPace(perMinute) }),
});

/** A whole draft. */
export const readDraft = (input: CampaignInput & { name: string; texts: readonly TextInput[] }): CampaignDraft => ({
  segment: anyone,
  perMinute: defaultPerMinute,
  ...(readChanges(input) as Pick<CampaignDraft, 'name' | 'texts'> & Partial<CampaignDraft>),
});
