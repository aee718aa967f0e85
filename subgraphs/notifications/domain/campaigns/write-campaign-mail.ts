import { letter, dayAndTime, linkBlock } from '../templates/letter.ts';
import { plainName } from '../templates/render.ts';
import type { Block, Text } from '../templates/text.ts';
import type { CampaignText } from './campaign.ts';

/** Names of variables in the subject and the body. */
export const variables = ['firstName', 'title', 'endsAt'] as const;

type Variable = (typeof variables)[number];

const isVariable = (name: string): name is Variable => variables.some((known) => known === name);

/** `{{name}}`, also with what is wrong in it, and braces without their counterparts. */
const place = /\{\{([^{}]*)\}\}|\{\{|\}\}/g;

/** The first thing in a text that looks like a variable and is none. Null in a sound text. */
export function wrongVariableIn(text: string): string | null {
  for (const [written, name] of text.matchAll(place))
    if (name === undefined || !isVariable(name.trim())) return written;
  return null;
}

/** The reader of a mail, and what its variables need. */
export interface Addressee {
  firstName: string;
  /** End of the window. Null for a draft, which has none yet. */
  endsAt: Date | null;
  /** IANA name. Null when it is not known. */
  timeZone: string | null;
}

/** Addresses by which opens and clicks are counted. Null where they are not. */
export interface Tracking {
  pixelUrl: string;
  linkUrl(index: number): string;
}

/** A variable with the space before it. */
const spaced = /( ?)\{\{([^{}]*)\}\}/g;

/**
 * A variable with an empty value leaves no trace: "Hello {{firstName}}," of a person without a name is "Hello,". One whose value
 * is not known yet, null, stays as it is written.
 */
const fill = (text: string, values: Readonly<Record<Variable, string | null>>): string =>
  text.replaceAll(spaced, (written: string, space: string, name: string) => {
    const variable = name.trim();
    const value = isVariable(variable) ? values[variable] : null;
    if (value === null) return written;
    return value === '' ? '' : `${space}${value}`;
  });

/** Writes the mail of a campaign for a person. What people chose for themselves adds no line and no link. */
export function writeCampaignMail(
  text: CampaignText,
  { firstName, endsAt, timeZone }: Addressee,
  tracking: Tracking | null,
): Text & { subject: string } {
  const values = {
    firstName: plainName(firstName),
    title: text.title,
    endsAt: endsAt === null ? null : dayAndTime(text.locale, endsAt, timeZone),
  };
  const paragraphs = text.body.split(/\r?\n/).filter((line) => line.trim() !== '');
  const links = text.links.map(({ label, url }, index) => linkBlock(label, tracking?.linkUrl(index) ?? url));
  const pixel: Block[] = tracking === null ? [] : [{ kind: 'pixel', url: tracking.pixelUrl }];
  const blocks = [...paragraphs.map((paragraph) => fill(paragraph, values)), ...links, ...pixel];
  const subject = fill(text.subject, values).trim();
  return { ...letter(subject, ...blocks), subject };
}
